"""A certificate that only a file vouches for, and a look for what was left open."""

import gc
import shutil
import ssl
import subprocess

import pytest


@pytest.fixture(scope="module", autouse=True)
def quick_collection():
    """What was there before the tests of a file is not looked through again and again."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_left_open():
    """A socket that was not closed warns when it is collected, and a warning is a failure."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The file of a self-signed certificate for 127.0.0.1 and contactnow.invalid, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl command to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "self-signed.pem"
    names = "subjectAltName=IP:127.0.0.1,DNS:contactnow.invalid"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-addext", names, "-keyout", file, "-out", f"{file}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    with file.open("ab") as whole:
        whole.write(file.with_name(f"{file.name}.crt").read_bytes())
    return file


@pytest.fixture
def tls(certificate):
    """The server's side of an encrypted connection with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
