"""Operations of Alembic on a graph in memory: alembic.py <file> <operation> <rounds>.

Says `ready` when it can begin, then the seconds of each round.
"""

import gc
import json
import sys
import time

from alembic.script.revision import Revision, RevisionMap


def revisions(graph):
    return [
        Revision(id, tuple(down) or None, tuple(depends_on) or None, tuple(labels) or None)
        for id, down, depends_on, labels in graph["revisions"]
    ]


def loaded(all):
    map = RevisionMap(lambda: all)
    map._revision_map
    return map


def plan(map, rows):
    steps = list(map.iterate_revisions("heads", rows, implicit_base=True))
    steps.reverse()
    return steps


def history(map):
    return list(map.iterate_revisions("heads", "base", inclusive=True, assert_relative_length=False))


def main():
    path, operation, rounds = sys.argv[1:]
    with open(path) as file:
        graph = json.load(file)
    count, rows = len(graph["revisions"]), tuple(graph["rows"])
    map = None if operation == "load" else loaded(revisions(graph))
    answers = {
        "heads": (lambda: map.get_revisions("heads"), 1),
        "plan of all": (lambda: plan(map, ()), count),
        "plan of the last": (lambda: plan(map, rows), 1),
        "history": (lambda: history(map), count),
    }
    print("ready", flush=True)
    for _ in range(int(rounds)):
        all = revisions(graph) if operation == "load" else None
        run, expected = answers.get(operation, (lambda: loaded(all)._revision_map, None))
        gc.collect()
        begin = time.perf_counter()
        answer = run()
        seconds = time.perf_counter() - begin
        assert expected is None or len(answer) == expected, len(answer)
        print(seconds, flush=True)


main()
