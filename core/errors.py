"""Everything that Parley can refuse to do, as one tree of errors.

ParleyError
├── CatalogError          the catalogue cannot be read or was tampered with
│   └── ImportRefused     a file offered for import is unusable; nothing was changed
├── SourceNotReady        a retrieval source is still being built
├── SessionError          a conversation cannot do what was asked (nothing to undo, unknown film)
└── LedgerError           what is known of a person cannot be read, or is not theirs to change
"""


class ParleyError(Exception):
    """A failure that Parley can explain; its text is meant for the person at the screen."""


class CatalogError(ParleyError):
    """The catalogue cannot be read, or is not the file it claims to be."""


class ImportRefused(CatalogError):
    """A file offered for import is unusable; the catalogue is as it was."""


class SourceNotReady(ParleyError):
    """A retrieval source is still being built; others can answer meanwhile."""


class SessionError(ParleyError):
    """A conversation cannot do what was asked of it."""


class LedgerError(ParleyError):
    """What is known of a person cannot be read, or a change to it makes no sense."""
