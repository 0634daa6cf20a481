"""Write what is modelled now, of the protocols that are named or of all."""

from __future__ import annotations

import json
import sys

from tests.capture.truth.cases import PROTOCOLS, cases_of, golden_file
from tests.capture.truth.comparing import as_golden, compare, frames_of
from tests.capture.truth.units import units_of


def main(names: list[str]) -> None:
    """Compare, and write a golden file a protocol."""
    total = modelled = 0
    for name in names or PROTOCOLS:
        scores = {}
        for case in cases_of(name):
            frames, _ = frames_of(case)
            scores[case.capture] = as_golden(compare(units_of(case), frames, case.rules))
        golden_file(name).write_text(json.dumps(scores, indent=1) + "\n")
        total += sum(each["fields"] for each in scores.values())
        modelled += sum(each["modelled"] for each in scores.values())
    sys.stdout.write(f"{modelled} of {total} fields are modelled\n")


if __name__ == "__main__":
    main(sys.argv[1:])
