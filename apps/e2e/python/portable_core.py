"""The portable core of the contract, through the official Python SDK.

Reads API_BASE, SECRET_KEY, PUBLISHABLE_KEY and CHARGE_ONLY_KEY from the environment and prints one
JSON line per case: {"name", "passed", "message"}. Written in the style that old and new majors of
the SDK share.
"""

import importlib
import json
import traceback

from checks import cases

AREAS = ("charge", "error", "payment_intent", "customer", "webhook", "report")


def run(function):
    name = function.__name__.replace("_", " ")
    try:
        function()
        return {"name": name, "passed": True, "message": None}
    except Exception:
        return {"name": name, "passed": False, "message": traceback.format_exc(limit=-3)}


def main():
    for area in AREAS:
        importlib.import_module(f"{area}_cases")
    for function in cases:
        print(json.dumps(run(function)), flush=True)


if __name__ == "__main__":
    main()
