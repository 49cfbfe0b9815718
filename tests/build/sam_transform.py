"""What CloudFormation makes of a SAM template: its own translator, as SAM CLI carries it.

    python sam_transform.py < {"template": …, "parameters": {…}} > the plain template

Runs in SAM CLI's environment, because the translator pins packages that are not ours; so it
imports nothing of ours. Our roles take no managed policy, so none has to be looked up.
"""

import json
import sys

from samtranslator.translator.transform import transform


class NoManagedPolicies:
    def load(self) -> dict[str, str]:
        return {}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    plain = transform(asked["template"], asked["parameters"], NoManagedPolicies())
    json.dump(plain, sys.stdout)
