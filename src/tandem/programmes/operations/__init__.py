"""Starting programmes, writing, approving and publishing their rulebooks."""

from tandem.programmes.operations import drafts
from tandem.programmes.operations.publishing import Channel, Publication
from tandem.programmes.operations.running import create_programme, publish_rulebook
from tandem.programmes.operations.stages import note_distribution, note_review

__all__ = [
    "Channel",
    "Publication",
    "create_programme",
    "drafts",
    "note_distribution",
    "note_review",
    "publish_rulebook",
]
