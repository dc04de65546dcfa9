"""Bodies the way browsers and PHP send forms."""

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "a1b2c3"


def multipart(parts: list[tuple[str, str | None, bytes]]) -> bytes:
    """A body of parts: (name, filename or None, content)."""
    body = b""
    for name, filename, content in parts:
        named = f'; filename="{filename}"' if filename else ""
        head = f'Content-Disposition: form-data; name="{name}"{named}'
        body += f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def multipart_type() -> str:
    return f"multipart/form-data; boundary={BOUNDARY}"
