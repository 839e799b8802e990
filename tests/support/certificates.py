"""A certificate for localhost, from an authority that no system trusts; made by openssl."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from support.require import lack


@dataclass(frozen=True)
class Certificates:
    """Files in PEM."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """Make them; skips where there is no openssl."""
    if shutil.which("openssl") is None:
        lack("openssl", "openssl is not installed")
    authority, own = folder / "authority.pem", folder / "own.pem"
    authority_key, key = folder / "authority.key", folder / "own.key"
    elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    issued_by = ["-CA", str(authority), "-CAkey", str(authority_key)]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    leaf = [*names, "-addext", "basicConstraints=critical,CA:FALSE"]
    for subject, out, out_key, more in (
        ("/CN=clinic", authority, authority_key, []),
        ("/CN=localhost", own, key, [*issued_by, *leaf]),
    ):
        subprocess.run(
            [
                *("openssl", "req", "-x509", *elliptic, "-days", "2", "-subj", subject),
                *("-keyout", str(out_key), "-out", str(out), *more),
            ],
            check=True,
            capture_output=True,
        )
        out_key.chmod(0o600)
    return Certificates(authority, own, key)
