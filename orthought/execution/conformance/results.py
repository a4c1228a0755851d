"""Attacks on whoever reads the result."""

from __future__ import annotations

from typing import Final

from orthought.execution.conformance import effects
from orthought.execution.conformance.attack import Attack, Naive, Ran, holds_a_wrong_number
from orthought.execution.conformance.scene import Scene

SEND: Final = """
def send(blob, plain=None):
    every(lambda: open(data["result"], "wb").write(blob if plain is None else plain))
    view = memoryview(blob)
    try:
        while view:
            view = view[os.write(3, view):]
    except OSError:
        pass
    sys.stdout.flush()
    os._exit(0)

def frame(header, arrays=b"", magic=b"ORTFRM1" + bytes([10])):
    return magic + struct.pack("<I", len(header)) + header + arrays
"""


def _accepted(scene: Scene, ran: Ran) -> str:
    return "it was taken for a result" if ran.accepted else ""


def _optimum(scene: Scene, ran: Ran) -> str:
    return "the forged optimum was believed" if ran.accepted and "1234567" in ran.text else ""


def _not_a_number(scene: Scene, ran: Ran) -> str:
    if ran.instance is not None:
        return "NaN was let in" if holds_a_wrong_number(ran.instance) else ""
    return "NaN was let in" if ran.accepted and "nan" in ran.output else ""


def _host_fails(scene: Scene, ran: Ran) -> str:
    return f"the host failed: {ran.error}" if ran.error else effects.late(scene, ran)


RESULTS: Final = (
    Attack(
        "pickle", "Leaves a pickle that runs code in the reader.",
        SEND + """
import pickle
class Bomb:
    def __reduce__(self):
        return open, (data["folder"] + "/orthought-" + data["word"], "w")
send(pickle.dumps(Bomb()))
""",
        effects.left_a_trace, naive=Naive(reader="pickle"),
    ),
    Attack(
        "exit-zero", "Ends with code 0 before it did anything.", "os._exit(0)", _accepted,
    ),
    Attack(
        "forged-optimum", "Prints and returns an optimum instead of a model.",
        SEND + """
print("Optimal objective 1234567")
blob = json.dumps({"status": "optimal", "objective": 1234567}).encode()
send(frame(b'{"header": ' + blob + b', "arrays": []}'), blob)
""",
        _optimum, naive=Naive(reader="json"),
    ),
    Attack(
        "not-a-number", "Returns a model that was changed after it was checked: NaN and infinity.",
        SEND + """
from orthought.execution import inside
from orthought.execution.data import encode_data
good = "import pyomo.environ as pyo\\ndef build_model(data):\\n"
good += "    m = pyo.ConcreteModel()\\n    m.x = pyo.Var(bounds=(0, 1))\\n"
good += "    m.c = pyo.Constraint(expr=7.25 * m.x <= 8)\\n    m.o = pyo.Objective(expr=m.x)\\n"
good += "    return m\\n"
blob = inside.run_job(inside.encode_job(good, encode_data({})))
send(blob.replace(struct.pack("<d", 7.25), struct.pack("<d", float("nan"))), b'{"x": NaN}')
""",
        _not_a_number, naive=Naive(reader="json"),
    ),
    Attack(
        "deep-json", "Returns JSON that is a hundred thousand lists deep.",
        SEND + """
deep = b"[" * 100000 + b"]" * 100000
send(frame(b'{"header": {"kind": ' + deep + b'}, "arrays": []}'), deep)
""",
        _host_fails, naive=Naive(reader="json"),
    ),
    Attack(
        "long-number", "Returns a number of a million digits.",
        SEND + """
digits = b"9" * 10**6
send(frame(b'{"header": {"kind": ' + digits + b'}, "arrays": [["a", "u1", ' + digits + b']]}'),
     digits)
""",
        _host_fails, naive=Naive(reader="json"),
    ),
    Attack(
        "lying-lengths", "Returns a few bytes that claim to be hundreds of megabytes.",
        SEND + """
claim = 700 * 2**20
header = {"header": {"kind": "instance"}, "arrays": [["lower", "u1", claim]]}
send(frame(json.dumps(header).encode()), claim.to_bytes(8, "little"))
""",
        effects.took_memory, naive=Naive(reader="lengths"),
    ),
    Attack(
        "not-unicode", "Returns text that cannot be printed.",
        SEND + """
told = b'{"kind": "program", "message": "\\\\ud800", "traceback": "\\\\udfff", "line": 1}'
send(frame(b'{"header": {"kind": "failure", "failure": ' + told + b'}, "arrays": []}'),
     b'"\\xff"')
""",
        lambda scene, ran: _host_fails(scene, ran) or _unprintable(ran), naive=Naive(reader="json"),
    ),
)  # fmt: skip


def _unprintable(ran: Ran) -> str:
    try:
        ran.text.encode()
    except UnicodeEncodeError as error:
        return f"the host holds what it cannot print: {error}"
    return ""
