# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Python blocks of the documents run, and print what stands behind them."""

import contextlib
import io
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text output\n(.*?)^```\n)?", re.M | re.S)
BLOCKS = [(f"{name}:{text[:match.start()].count(chr(10)) + 1}", match[1], match[2])
          for name in ("README.md", "docs/python.md") for text in [(ROOT / name).read_text(encoding="utf-8")]
          for match in BLOCK.finditer(text)]  # fmt: skip


def test_there_are_blocks():
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize(("place", "code", "output"), BLOCKS, ids=[place for place, _, _ in BLOCKS])
def test_block(place, code, output, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, place, "exec"), {})  # noqa: S102 - our own documents
    assert output is None or printed.getvalue() == output
