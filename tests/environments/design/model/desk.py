"""A service desk of five tools, and a model that knows it: what it says to each request."""

from __future__ import annotations

import json
import re

from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.model.prompt import TABLES as TABLES_ORDERS
from agentscaler.environments.design.model.prompt import fenced
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.reading import read_file

TEXT = {"type": "string"}
STATUSES = ["open", "closed"]


def tool(name, description, properties, *required):
    return {
        "name": name,
        "description": description,
        "parameters": {"type": "object", "properties": properties, "required": list(required)},
    }


TOOLS = [
    tool(
        "create_ticket",
        "Open a ticket.",
        {"title": TEXT, "priority": {"type": "string", "enum": ["low", "high"]}},
        "title",
    ),
    tool("get_ticket", "Show a ticket.", {"ticket_id": TEXT}, "ticket_id"),
    tool("list_tickets", "List tickets.", {"status": {"type": "string", "enum": STATUSES}}),
    tool("close_ticket", "Close an open ticket.", {"ticket_id": TEXT}, "ticket_id"),
    tool("translate_ticket", "Translate a ticket.", {"ticket_id": TEXT}, "ticket_id"),
]

COLUMNS = ["ticket_id", "title", "priority", "status", "created_at"]
TABLES = {
    "tables": [
        {
            "name": "tickets",
            "noun": "ticket",
            "key": ["ticket_id"],
            "label": "title",
            "status": "status",
            "statuses": STATUSES,
            "parent": None,
            "columns": [
                {
                    "name": "ticket_id",
                    "schema": TEXT,
                    "required": True,
                    "made": "id",
                    "pattern": "T-####",
                },
                {"name": "title", "schema": TEXT, "required": True},
                {"name": "priority", "schema": {"type": "string", "enum": ["low", "high"]}},
                {
                    "name": "status",
                    "schema": {"type": "string", "enum": STATUSES},
                    "required": True,
                },
                {
                    "name": "created_at",
                    "schema": {"type": "string", "format": "date-time"},
                    "required": True,
                    "made": "created",
                },
            ],
        }
    ],
    "rules": [
        {
            "code": "close_ticket.open",
            "text": "Only open tickets can be closed.",
            "tools": ["close_ticket"],
            "enforced": True,
            "forbids": {"column": "status", "in": ["closed"]},
        },
        {
            "code": "translate_ticket.asked",
            "text": "Translate only when asked.",
            "tools": ["translate_ticket"],
            "enforced": False,
        },
    ],
}
KEY = {"name": "ticket_id", "role": "key", "column": "ticket_id"}
OPERATIONS = {
    "create_ticket": {
        "action": "create",
        "table": "tickets",
        "parameters": [
            {"name": "title", "role": "data", "column": "title"},
            {"name": "priority", "role": "data", "column": "priority"},
        ],
        "status": "open",
        "told": COLUMNS,
    },
    "get_ticket": {
        "action": "get",
        "table": "tickets",
        "parameters": [KEY],
        "told": COLUMNS,
        "refuses": ["missing"],
    },
    "list_tickets": {
        "action": "list",
        "table": "tickets",
        "parameters": [{"name": "status", "role": "filter", "column": "status"}],
        "told": COLUMNS,
    },
    "close_ticket": {
        "action": "change",
        "table": "tickets",
        "parameters": [KEY],
        "status": "closed",
        "requires": ["open"],
        "told": ["ticket_id", "status"],
        "refuses": ["missing", "status"],
    },
}
PROGRAMS = {
    "create_ticket": """\
def create_ticket(db, title, priority=None):
    ticket = {
        "ticket_id": db.new_id("tickets", "T-####"),
        "title": title,
        "status": "open",
        "created_at": db.now(),
    }
    if priority is not None:
        ticket["priority"] = priority
    db.insert("tickets", ticket)
    return ticket
""",
    "get_ticket": """\
import json


def get_ticket(db, ticket_id):
    ticket = db.get("tickets", ticket_id)
    if ticket is None:
        refuse(f"no ticket {json.dumps(ticket_id)}")
    return ticket
""",
    "list_tickets": """\
def list_tickets(db, status=None):
    return [row for row in db.rows("tickets") if status is None or row["status"] == status]
""",
    "close_ticket": """\
def close_ticket(db, ticket_id):
    ticket = db.get("tickets", ticket_id)
    if ticket is None:
        refuse(f"no ticket {ticket_id}")
    if ticket["status"] != "open":
        refuse("only open tickets can be closed")
    db.update("tickets", ticket_id, {"status": "closed"})
    return {"ticket_id": ticket_id, "status": "closed"}
""",
}
LEFT_OUT = {"leave_out": "the answer is worked out by a translator"}


def tables_reply(plain=None):
    return fenced("json", json.dumps(plain or TABLES))


def tool_reply(name, *, program=None, operation=None):
    if name not in PROGRAMS:
        return fenced("json", json.dumps(LEFT_OUT))
    told = fenced("json", json.dumps(operation or OPERATIONS[name]))
    return f"Here it is.\n{told}\n\n{fenced('python', program or PROGRAMS[name])}\n"


def asked_for(messages):
    """The tool that a chat asks for; empty: the tables."""
    if messages[0]["content"] == TABLES_ORDERS:
        return ""
    return re.search(r'The tool to write:\n```json\n\{"name": "(\w+)"', messages[1]["content"])[1]


def right(messages):
    """The reply of a model that knows it all."""
    name = asked_for(messages)
    return tool_reply(name) if name else tables_reply()


class Model:
    """Answers right, but for the tools (``""``: the tables) that have replies of their own.

    The n-th reply is that to the n-th request for the tool; the last one stays.
    """

    def __init__(self, **replies):
        self._replies = {name.removeprefix("tables"): list(some) for name, some in replies.items()}
        self.asked = []

    def __call__(self, chats):
        return [self.reply(chat) for chat in chats]

    def reply(self, chat):
        name = asked_for(chat)
        before = sum(one == name for one, _ in self.asked)
        self.asked.append((name, chat))
        some = self._replies.get(name)
        return right(chat) if some is None else some[min(before, len(some) - 1)]

    def requests(self, name):
        return [chat for one, chat in self.asked if one == name]


def write_tools(folder, tools=TOOLS):
    path = folder / "desk.json"
    path.write_text(json.dumps(tools), encoding="utf-8")
    return path


def task(folder, tools=TOOLS):
    read = read_file(write_tools(folder, tools), ToolsConfig()).tools
    return DesignTask(name="desk", tools=tuple(read), seed=5, rows=(4, 6))
