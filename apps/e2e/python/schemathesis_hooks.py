"""What Schemathesis cannot read from the description: which objects there are, and how this API
spells lists in forms. What it makes up by itself is kept in a part of the requests."""

import json
import os
import re
import zlib

import jsonschema_rs
import schemathesis
from schemathesis.specs.openapi.definitions import OPENAPI_31
from schemathesis.transport.requests import REQUESTS_TRANSPORT

# Ids by the collection that they are in, such as {"charges": ["ch_1"]}.
KNOWN = json.loads(os.environ["KNOWN_OBJECTS"])

# Of four values, this many are replaced by one that leads somewhere.
REPLACED = 3

# What parameters of these names can be, wherever they are.
MEANINGFUL = {
    "amount": [400, 1000, 2000],
    "charge": KNOWN["charges"],
    "currency": ["hkd", "usd"],
    "customer": KNOWN["customers"],
    "ending_before": [""],
    "payment_intent": KNOWN["payment_intents"],
    "payment_method": ["pm_card_visa", *KNOWN["payment_methods"]],
    "return_url": ["https://shop.example/back"],
    "source": ["tok_visa", "tok_mastercard"],
    "starting_after": [""],
    "url": ["https://shop.example/hook"],
}


def chosen(value, among):
    """One of them, the same for the same value; or the value itself."""
    number = zlib.crc32(repr(value).encode())
    return among[number // 4 % len(among)] if among and number % 4 < REPLACED else value


@schemathesis.hook
def after_load_schema(context, schema):
    """It would make do with a description that is no valid one."""
    # Formats aside: this schema asks for absolute URLs where OpenAPI has relative ones, too.
    validator = jsonschema_rs.validator_for(OPENAPI_31, validate_formats=False)
    validator.validate(schema.raw_schema)


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Puts ids of objects that exist into the path: `{id}` is named by what stands before it."""
    collections = re.findall(r"(\w+)/\{(\w+)\}", context.operation.path)
    for collection, name in collections:
        if name in path_parameters:
            path_parameters[name] = chosen(path_parameters[name], KNOWN.get(collection, []))
    return path_parameters


def meaningful(parameters):
    if not isinstance(parameters, dict):
        return parameters
    mapped = {
        name: chosen(value, MEANINGFUL.get(name, [])) for name, value in parameters.items()
    }
    # Hardly any text is a path that can be expanded.
    for name in ("expand", "expand[]"):
        if chosen(mapped.get(name), [None]) is None:
            mapped.pop(name, None)
    return mapped


@schemathesis.hook
def map_query(context, query):
    return meaningful(query)


@schemathesis.hook
def map_body(context, body):
    return meaningful(body)


@REQUESTS_TRANSPORT.serializer("application/x-www-form-urlencoded")
def form(context, value):
    """`expand=[a, b]` is `expand[]=a&expand[]=b`, and what is nested deeper has more brackets."""
    if not isinstance(value, dict):
        return {"data": value if isinstance(value, (str, bytes)) else json.dumps(value)}
    return {"data": [pair for name, one in value.items() for pair in pairs(name, one)]}


def pairs(name, value):
    if isinstance(value, dict):
        return [pair for key, one in value.items() for pair in pairs(f"{name}[{key}]", one)]
    if isinstance(value, list):
        return [pair for one in value for pair in pairs(f"{name}[]", one)]
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    return [(name, "" if value is None else str(value))]
