"""Every test in this folder needs Monado and a display."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from support import monado


@pytest.fixture(scope="session")
def screen() -> Iterator[None]:
    """The machine's display, or one of our own."""
    monado.need()
    if os.environ.get("DISPLAY"):
        yield
        return
    with monado.display() as name:
        os.environ["DISPLAY"] = name
        yield
        del os.environ["DISPLAY"]


@pytest.fixture
def rig(screen: None) -> Iterator[object]:
    """A running headset session; what the validation layer says of it must be nothing."""
    from support.headset_rig import rig

    with monado.monado() as service:
        with rig(service) as running:
            yield running
        assert service.validation_errors() == []
