"""Read the facts of the person behind a name, with the agendas of all their names joined."""

from collections.abc import Iterable

from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import Person
from functions.services.nudges.facts.fact_reader import FactReader, Reading
from functions.services.nudges.facts.join import JoinAgendas


class JoinedReader:
    def __init__(self, reader: FactReader, join: JoinAgendas) -> None:
        self._reader = reader
        self._join = join

    def read(
        self, person: Person, *, nudge_ids: Iterable[NudgeId] = (), also: Iterable[Person] = ()
    ) -> Reading:
        """The facts as of now of the person who has this name; it may be another name of theirs.

        Agendas of other names are joined on the way, so that no decision misses a hand-over.

        Raises:
            RevisionLost: others wrote an agenda that is to be joined; read again.
            UnknownVersion: an agenda cannot be read.
            Unavailable: DynamoDB does not answer.
        """
        ids, names = list(nudge_ids), list(also)
        while True:
            reading = self._reader.read(person, nudge_ids=ids, also=names)
            if reading.moved_to:
                person, names = reading.moved_to, [person]
            elif reading.others:
                now = reading.facts.read_at
                self._join(person, reading.facts.agenda, reading.others, now=now)
                names = []
            else:
                return reading
