"""A container's health: whether the service on the given port says that it is ready. Standard library alone."""

import sys
import urllib.error
import urllib.request


def main(port: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{int(port)}/readyz", timeout=4):
            return 0
    except (urllib.error.URLError, OSError) as not_ready:
        sys.stderr.write(f"not ready: {not_ready}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
