"""A receiver in a process of its own: takes both live streams until the session's end.

`python lsl_receiver.py SOURCE OUT`: streams whose source id ends with SOURCE (all where it is
empty); what came is in OUT as .npz. Tells "ready" once it is connected.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pylsl

THIS_MACHINE = "[multicast]\nResolveScope = machine\n[ports]\nIPv6 = disable\n[log]\nlevel = -2\n"
WAIT_S = 60.0


def inlet(name: str, source: str) -> pylsl.StreamInlet:
    predicate = f"name='{name}' and contains(source_id,'{source}')"
    (found, *_) = pylsl.resolve_bypred(predicate, 1, WAIT_S)
    opened = pylsl.StreamInlet(found, max_buflen=3600, recover=False)
    opened.open_stream(WAIT_S)
    return opened


def main(source: str, out: Path) -> None:
    pylsl.util.set_config_content(THIS_MACHINE)
    frames, events = inlet("reachwell-frames", source), inlet("reachwell-events", source)
    labels = frames.info(WAIT_S).get_channel_labels()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    values: list[np.ndarray] = []
    stamps: list[float] = []
    lines: list[str] = []
    line_stamps: list[float] = []
    ended = False
    while True:
        chunk, chunk_s = frames.pull_chunk(0.1, 4096, as_numpy=True)
        values.append(chunk)
        stamps += chunk_s.tolist()
        texts, texts_s = events.pull_chunk(0.0, 4096)
        lines += [text for (text,) in texts]
        line_stamps += texts_s
        ended = ended or any('"kind":"session_end"' in text for (text,) in texts)
        if ended and not len(chunk_s) and not texts:
            break
    np.savez(
        out,
        values=np.concatenate(values),
        stamps=stamps,
        lines=np.array(lines),
        line_stamps=line_stamps,
        labels=np.array(labels),
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
