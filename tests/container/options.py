#!/usr/bin/env python3
"""What docker-compose.yml says of the service twinleg, as options of `podman run`, one a line.

A key that this does not know is an error: nothing of the file goes untried without being said.
Ports are told on standard error, because the container under test has no network but its loopback.
"""

import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# Said by the caller, or nothing that a container can be started with.
ELSEWHERE = {"build", "image", "command", "platform", "restart", "logging", "env_file"}


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)(s|m)", text).groups()
    return int(number) * (60 if unit == "m" else 1)


def options_of(service):
    for key, value in service.items():
        if key in ELSEWHERE:
            continue
        if key == "hostname":
            yield f"--hostname={value}"
        elif key == "ports":
            if not all(str(port).startswith("127.0.0.1:") for port in value):
                sys.exit(f"docker-compose.yml: {value}: published beyond this computer")
            print(f"   not tried here: ports {value}", file=sys.stderr)
        elif key == "volumes":
            yield from (f"--volume=twinleg-{each}" for each in value)
        elif key == "tmpfs":
            yield from (f"--tmpfs={each}" for each in value)
        elif key in ("init", "read_only"):
            if value is True:
                yield "--" + key.replace("_", "-")
        elif key == "cap_drop":
            yield from (f"--cap-drop={each.lower()}" for each in value)
        elif key == "security_opt":
            yield from (f"--security-opt={each.removesuffix(':true')}" for each in value)
        elif key == "stop_grace_period":
            yield f"--stop-timeout={seconds(value)}"
        else:
            sys.exit(f"docker-compose.yml: {key}: not known to {Path(__file__).name}")


def main():
    file = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    for option in options_of(file["services"]["twinleg"]):
        print(option)


if __name__ == "__main__":
    main()
