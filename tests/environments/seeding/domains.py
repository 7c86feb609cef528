"""Blueprints of very different domains, written by hand, for the tests of seed states."""

from __future__ import annotations

from typing import Any

from agentscaler.environments.design.blueprint import Blueprint, Column, Table

S: dict[str, Any] = {"type": "string"}
I: dict[str, Any] = {"type": "integer"}  # noqa: E741
N: dict[str, Any] = {"type": "number"}
YES: dict[str, Any] = {"type": "boolean"}
WHEN: dict[str, Any] = {"type": "string", "format": "date-time"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def column(name: str, schema: dict[str, Any] = S, **more: Any) -> Column:
    return Column(name=name, schema=schema, **more)


def made(name: str, pattern: str | None = None, schema: dict[str, Any] = S) -> Column:
    return Column(name=name, schema=schema, required=True, made="id", pattern=pattern)


def refers(name: str, place: str, schema: dict[str, Any] = S, *, required: bool = True) -> Column:
    return Column(name=name, schema=schema, references=place, required=required)


def table(name: str, noun: str, key: str | tuple[str, ...], *columns: Column, **more: Any) -> Table:
    keys = key if isinstance(key, tuple) else (key,)
    return Table(name=name, noun=noun, key=keys, columns=columns, **more)


CREATED = Column(name="created_at", schema=WHEN, required=True, made="created")
UPDATED = Column(name="updated_at", schema=WHEN, made="updated")

HOSPITAL = Blueprint(
    tables=(
        table(
            "clinics",
            "clinic",
            "clinic_id",
            column("clinic_id"),
            column("name"),
            column("phone"),
            column("address"),
            column("city"),
            label="name",
        ),
        table(
            "doctors",
            "doctor",
            "doctor_id",
            made("doctor_id", "DR-####"),
            column("first_name"),
            column("last_name"),
            column("specialty"),
            column("email", unique=True),
            refers("clinic_id", "clinics.clinic_id"),
            label="last_name",
            parent="clinics",
        ),
        table(
            "patients",
            "patient",
            "patient_id",
            made("patient_id", "P#####"),
            column("full_name"),
            column("date_of_birth", DAY),
            column("gender", one_of("male", "female")),
            column("allergies", TEXTS),
            column("email", unique=True),
            column(
                "address",
                {"type": "object", "properties": {"street": S, "city": S, "state": S, "zip": S}},
            ),
            label="full_name",
        ),
        table(
            "appointments",
            "appointment",
            "appointment_id",
            made("appointment_id"),
            refers("patient_id", "patients.patient_id"),
            refers("doctor_id", "doctors.doctor_id"),
            refers("clinic_id", "clinics.clinic_id"),
            column("patient_name"),
            column("start_time", WHEN, required=True),
            column("end_time", WHEN, required=True),
            column("status", required=True),
            column("cancelled_at", WHEN),
            column("cancel_reason"),
            CREATED,
            UPDATED,
            status="status",
            statuses=("scheduled", "confirmed", "completed", "cancelled"),
        ),
    )
)
CLOUD = Blueprint(
    tables=(
        table(
            "clusters",
            "cluster",
            "name",
            column("name", {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,40}$"}, required=True),
            Column(name="arn", schema=S, required=True, made="arn"),
            column("version"),
            column("status", one_of("CREATING", "ACTIVE", "FAILED")),
            column(
                "vpcConfig",
                {"type": "object", "properties": {"vpcId": S, "subnetIds": TEXTS, "private": YES}},
            ),
            column("tags", {"type": "object", "additionalProperties": S}),
            Column(name="createdAt", schema={"type": "number"}, made="created"),
            status="status",
            statuses=("ACTIVE", "CREATING", "FAILED"),
            label="name",
        ),
        table(
            "nodegroups",
            "nodegroup",
            ("clusterName", "nodegroupName"),
            refers("clusterName", "clusters.name"),
            column("nodegroupName"),
            column(
                "scaling",
                {"type": "object", "properties": {"minSize": I, "maxSize": I, "desiredSize": I}},
            ),
            Column(name="nodegroupArn", schema=S, made="arn"),
            parent="clusters",
            label="nodegroupName",
        ),
        table(
            "addons",
            "addon",
            ("clusterName", "nodegroupName", "addonName"),
            refers("clusterName", "nodegroups.clusterName"),
            refers("nodegroupName", "nodegroups.nodegroupName"),
            column("addonName", {"type": "string", "description": "One of 'cni', 'dns', 'proxy'"}),
            parent="nodegroups",
        ),
    )
)
GIT = Blueprint(
    tables=(
        table(
            "users",
            "user",
            "login",
            column("login"),
            column("name"),
            column("email"),
            CREATED,
            label="login",
        ),
        table(
            "repositories",
            "repository",
            ("owner", "name"),
            refers("owner", "users.login"),
            column("name"),
            column("description"),
            column("private", YES),
            Column(name="open_issues_count", schema=I, made="counter"),
            column("topics", TEXTS),
            CREATED,
            UPDATED,
            parent="users",
            label="name",
        ),
        table(
            "issues",
            "issue",
            ("owner", "repo", "number"),
            refers("owner", "repositories.owner"),
            refers("repo", "repositories.name"),
            column("number", I),
            column("title"),
            column("state"),
            refers("user", "users.login"),
            column("closed_at", WHEN),
            CREATED,
            status="state",
            statuses=("open", "closed"),
            parent="repositories",
            label="title",
        ),
    )
)
AIRLINE = Blueprint(
    tables=(
        table(
            "airports",
            "airport",
            "iata_code",
            column("iata_code"),
            column("name"),
            column("city"),
            column("country"),
            label="name",
        ),
        table(
            "flights",
            "flight",
            "flight_number",
            column("flight_number"),
            refers("origin", "airports.iata_code"),
            refers("destination", "airports.iata_code"),
            column("departure_time", WHEN, required=True),
            column("arrival_time", WHEN, required=True),
            column("status"),
            column("seats_total", I),
            column("seats_available", I),
            status="status",
            statuses=("scheduled", "boarding", "landed", "cancelled"),
        ),
        table(
            "bookings",
            "booking",
            "reference",
            made("reference", "??####"),
            refers("flight_number", "flights.flight_number"),
            column("seat"),
            column("booked_at", WHEN),
        ),
    )
)
MUSIC = Blueprint(
    tables=(
        table(
            "albums",
            "album",
            "album_id",
            made("album_id"),
            column("title"),
            column("artist"),
            column("total_tracks", I),
            label="title",
        ),
        table(
            "tracks",
            "track",
            "track_id",
            made("track_id"),
            column("title"),
            refers("album_id", "albums.album_id"),
            column("track_number", I),
            column("isrc", {"type": "string", "pattern": "^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$"}),
            label="title",
            parent="albums",
        ),
        table(
            "playlists",
            "playlist",
            "playlist_id",
            made("playlist_id"),
            column("name"),
            refers("track_ids", "tracks.track_id", TEXTS),
            label="name",
        ),
    )
)
BANK = Blueprint(
    tables=(
        table(
            "customers",
            "customer",
            "customer_id",
            made("customer_id"),
            column("full_name"),
            column("email", unique=True),
            column("address"),
            label="full_name",
        ),
        table(
            "accounts",
            "account",
            "account_number",
            made("account_number", "##########"),
            refers("customer_id", "customers.customer_id"),
            column("balance", N),
            column("currency"),
            column("status"),
            status="status",
            statuses=("active", "frozen", "closed"),
            parent="customers",
        ),
        table(
            "cards",
            "card",
            "card_id",
            made("card_id"),
            refers("account_number", "accounts.account_number"),
            refers("customer_id", "customers.customer_id"),
            column("expiry_year", I),
            parent="accounts",
        ),
        table(
            "transfers",
            "transfer",
            "transfer_id",
            made("transfer_id"),
            refers("from_account", "accounts.account_number"),
            refers("to_account", "accounts.account_number"),
            column("amount", {"type": "number", "exclusiveMinimum": 0}),
        ),
    )
)
STAFF = Blueprint(
    tables=(
        table(
            "departments",
            "department",
            "department_id",
            column("department_id"),
            column("name"),
            refers("manager_id", "employees.employee_id", required=False),
            label="name",
        ),
        table(
            "employees",
            "employee",
            "employee_id",
            made("employee_id", "E####"),
            column("firstName"),
            column("lastName"),
            column("email", unique=True),
            refers("department_id", "departments.department_id"),
            refers("managerId", "employees.employee_id", required=False),
            label="email",
        ),
    )
)
DEVICES = Blueprint(
    tables=(
        table(
            "devices",
            "device",
            "deviceId",
            made("deviceId", "dev-********"),
            column("name"),
            column("type", one_of("sensor", "gateway", "camera")),
            column("status"),
            column("lastSeen", WHEN),
            status="status",
            statuses=("online", "offline"),
            label="name",
        ),
        table(
            "readings",
            "reading",
            "reading_id",
            made("reading_id", schema=I),
            refers("deviceId", "devices.deviceId"),
            column("metric", one_of("temperature", "humidity")),
            column("value", N),
            column("unit"),
            column("timestamp", WHEN),
            parent="devices",
        ),
    )
)
HOTEL = Blueprint(
    tables=(
        table(
            "hotels",
            "hotel",
            "hotel_id",
            made("hotel_id"),
            column("name"),
            column("city"),
            label="name",
        ),
        table(
            "rooms",
            "room",
            ("hotel_id", "room_number"),
            refers("hotel_id", "hotels.hotel_id"),
            column("room_number"),
            column("price_per_night", N, required=True),
            parent="hotels",
        ),
        table(
            "reservations",
            "reservation",
            "reservation_id",
            made("reservation_id"),
            refers("hotel_id", "rooms.hotel_id"),
            refers("room_number", "rooms.room_number"),
            column("guest_name"),
            column("guest_email"),
            column("check_in", DAY),
            column("check_out", DAY),
            column("total_price", N),
        ),
    )
)
WEATHER = Blueprint(
    tables=(
        table(
            "stations",
            "weather station",
            "station_id",
            column("station_id"),
            column("name"),
            column("city"),
            label="name",
        ),
        table(
            "forecasts",
            "forecast",
            ("station_id", "date"),
            refers("station_id", "stations.station_id"),
            column("date", DAY),
            column("temp_max", N),
            column("temp_min", N),
            parent="stations",
        ),
    )
)
OPEN = ("todo", "in_progress", "review")
_STATUSES = (*OPEN, "done", "cancelled", "archived", "overdue")
PLANNER = Blueprint(
    tables=(
        table(
            "tasks",
            "task",
            "id",
            made("id"),
            column("title"),
            column("status", one_of(*_STATUSES), required=True),
            column("due_date", DAY, required=True),
            CREATED,
            status="status",
            statuses=_STATUSES,
        ),
        table(
            "passes",
            "pass",
            "id",
            made("id"),
            column("expires_at", WHEN, required=True),
            column("deadline", WHEN, required=True),
            CREATED,
        ),
    )
)
"""What is due, with a status and without."""

DOMAINS = {
    "hospital": HOSPITAL,
    "cloud": CLOUD,
    "git": GIT,
    "airline": AIRLINE,
    "music": MUSIC,
    "bank": BANK,
    "staff": STAFF,
    "devices": DEVICES,
    "hotel": HOTEL,
    "weather": WEATHER,
}
