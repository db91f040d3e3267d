// ==UserScript==
// @name         Twinleg EdgeX bridge
// @namespace    twinleg
// @version      0.1.0
// @description  Trades at EdgeX from your own page for a Twinleg backend on this computer.
// @match        https://pro.edgex.exchange/*
// @run-at       document-idle
// @grant        none
// @noframes
// ==/UserScript==

