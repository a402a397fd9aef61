#!/usr/bin/env python3
"""An adapter between a Foyer register and a resident system, as a vendor may write it: Python 3.11, nothing else.

It was written from register/resident-system/ (README.md and the JSON files). This file is the line; the product
behind it is in product.py, which is what you replace.

    adapter.py --port 8443 --tls FOLDER --town test-town.json

FOLDER: server.key, server.pem (what the adapter shows), clients.pem (whom it accepts: the register, or its authority).
"""

import argparse
import json
import pathlib
import re
import socketserver
import sqlite3
import ssl
import sys
from http.server import BaseHTTPRequestHandler

from product import Problem, Product

CONTRACT = pathlib.Path(__file__).resolve().parents[3] / "register" / "resident-system" / "openapi.json"
MOST_BYTES = 64 * 1024  # the longest change that fits its schema has less
SECONDS_OF_SILENCE = 60  # then a connection is ended; the register opens another one


def fits(value, schema):
    """Whether a value fits a schema of openapi.json: the part of JSON Schema that its requests use.

    Two things differ between Python and JSON: True is an int, and 5.0 is none though JSON has but one kind of number.
    """
    if "anyOf" in schema or "oneOf" in schema:
        return any(fits(value, one) for one in schema.get("anyOf") or schema["oneOf"])
    match schema.get("type"):
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            whole = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1
            return whole and schema["minimum"] <= value <= schema["maximum"]
        case "string":
            return isinstance(value, str) and fits_text(value, schema)
        case "array":
            return (
                isinstance(value, list)
                and schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
                and all(fits(item, schema["items"]) for item in value)
            )
        case "object":
            return (
                isinstance(value, dict)
                and set(schema["required"]) <= set(value) <= set(schema["properties"])
                and all(fits(value[name], schema["properties"][name]) for name in value)
            )
    raise ValueError("a schema that this adapter does not know")


def fits_text(value, schema):
    # fullmatch, because `$` also stands before a last line break; ASCII, because `\d` is any script's digit otherwise.
    return (
        len(value) <= schema.get("maxLength", len(value))
        and not any("\ud800" <= letter <= "\udfff" for letter in value)
        and value == schema.get("const", value)
        and ("enum" not in schema or value in schema["enum"])
        and ("pattern" not in schema or re.fullmatch(schema["pattern"], value, re.ASCII) is not None)
    )


def not_json(_literal):
    raise ValueError("NaN and Infinity are no JSON")


class Handler(BaseHTTPRequestHandler):
    """One connection of the register; it stays open for further questions."""

    protocol_version = "HTTP/1.1"
    timeout = SECONDS_OF_SILENCE
    wbufsize = -1  # header and body leave together
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        # Here and not in accept(), where one who connects and says nothing would keep all others out.
        self.connection.do_handshake()

    def do_GET(self):
        if self.path != "/v1/health":
            return self.send_error(404)
        self.answer(200, {"status": "ok", "product": "Example adapter in Python 1.0", "contract": 1})

    def do_POST(self):
        route = self.server.routes.get(self.path)
        if route is None:
            return self.send_error(404)
        schema, ask = route
        try:
            question = self.question()
            if not fits(question, schema):
                raise Problem("invalid-request")
            with self.server.product.lock:
                answer = ask(question)
            self.answer(200, answer)
        except Problem as problem:
            self.answer(problem.status, problem.body)
        except sqlite3.Error as error:
            self.log_error("the product cannot be asked: %s", type(error).__name__)
            problem = Problem("unavailable")
            self.answer(problem.status, problem.body)

    def question(self):
        """The body as JSON. What is not read would be taken for the next question, so the connection ends then."""
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch("[0-9]{1,9}", length) or int(length) > MOST_BYTES or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise Problem("invalid-request")
        try:
            return json.loads(self.rfile.read(int(length)).decode(), parse_constant=not_json)
        except (ValueError, RecursionError):  # bytes that are no UTF-8 as well
            raise Problem("invalid-request") from None

    def answer(self, status, body):
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status == 200 else "application/problem+json")
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def send_error(self, code, message=None, explain=None):
        """What http.server refuses itself (method, length of a header), and addresses that are not there."""
        self.close_connection = True
        self.answer(code, {"type": "about:blank", "title": self.responses.get(code, ("",))[0], "status": code})

    def log_request(self, code="-", size="-"):
        """One line for each answer would say how often somebody is looked up; the product logs retrievals itself."""

    def log_error(self, format, *args):
        print(format % args, file=sys.stderr, flush=True)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128  # five connections otherwise, and the register asks more at once

    def __init__(self, port, tls, product):
        super().__init__(("127.0.0.1", port), Handler)
        self.product = product
        self.routes = routes(product)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(tls / "server.pem", tls / "server.key")
        context.load_verify_locations(tls / "clients.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        # clients.pem may hold the register's own certificate instead of its authority's.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        """Only what kind of error: a message could repeat what was asked. Ended connections are nothing to log."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            print(f"a connection ended with {type(error).__name__}", file=sys.stderr, flush=True)


def routes(product):
    """Address to schema and question, by the `operationId` of openapi.json."""
    contract = json.loads(CONTRACT.read_text("utf-8"))
    ask = {
        "candidates": product.candidates,
        "resident": product.resident,
        "family": product.family,
        "change": product.change,
        "documentStatus": product.document_status,
    }
    found = {}
    for path, methods in contract["paths"].items():
        if "post" in methods:
            name = methods["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            found[path] = (contract["components"]["schemas"][name], ask[methods["post"]["operationId"]])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True, help="0: any that is free")
    parser.add_argument("--tls", type=pathlib.Path, required=True, help="folder of server.key, server.pem, clients.pem")
    parser.add_argument("--town", type=pathlib.Path, required=True, help="people and documents: test-town.json")
    options = parser.parse_args()
    product = Product(json.loads(options.town.read_text("utf-8")))
    with Server(options.port, options.tls, product) as server:
        print(f"listening on https://localhost:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
