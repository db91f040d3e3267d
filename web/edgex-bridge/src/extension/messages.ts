// What page, relay and background say to each other in the extension.

import type { HttpRequest } from '../env';

export type FromPage =
    | { source: 'edgex-page'; type: 'check_connection' }
    | { source: 'edgex-page'; type: 'connect_backend'; data: { url: string } }
    | { source: 'edgex-page'; type: 'disconnect_backend' }
    | { source: 'edgex-page'; type: 'send_to_backend'; data: string }
    | { source: 'edgex-page'; type: 'http_request'; data: { id: number; request: HttpRequest } };

export type FromBridge =
    | { source: 'edgex-bridge'; type: 'bridge_ready' }
    | { source: 'edgex-bridge'; type: 'connection_status'; data: { connected: boolean } }
    | { source: 'edgex-bridge'; type: 'backend_connected' }
    | { source: 'edgex-bridge'; type: 'backend_disconnected'; data: { code: number; reason: string } }
    | { source: 'edgex-bridge'; type: 'backend_message'; data: string }
    | {
          source: 'edgex-bridge';
          type: 'http_answer';
          data: { id: number; status?: number; text?: string; error?: string };
      };
