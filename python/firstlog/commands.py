# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""A function for each command, with its members as keyword arguments.

The functions make commands for batches and previews; an Organisation has a method of the same name and the
same arguments that gives the command at once.

>>> import firstlog
>>> from firstlog import commands
>>> firstlog.commands.log_interest(actor="ana", contact="bakery")
<firstlog.Command log_interest>
"""

from . import _core
from ._core import Command

globals().update({name: value for name, value in vars(_core.commands).items() if not name.startswith("_")})


def cancel_absence(*, actor, rep, from_, until, reason=None, idempotency=None) -> Command:  # type: ignore[no-untyped-def]
    """Takes back the absence of just these days; one that has begun ends with yesterday."""
    return _core.commands.set_absence(
        actor=actor, rep=rep, from_=from_, until=until, active=False, reason=reason, idempotency=idempotency
    )


__all__ = [name for name in globals() if not name.startswith("_") and name != "Command"]
