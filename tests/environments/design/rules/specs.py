"""Three small specifications, each in the manner of many: REST, RPC, and functions of an assistant.

They are our own; no line of them comes from a real interface.
"""

from __future__ import annotations

from specified import NUMBER, TEXT, WHOLE, many, object_of, tool

LIMIT = {"type": "integer", "minimum": 1, "maximum": 100}
STATUS = {"type": "string", "enum": ["pending", "paid", "shipped", "cancelled"]}
ORDER = object_of(
    "id",
    "status",
    id=TEXT,
    customer_id=TEXT,
    status=STATUS,
    note=TEXT,
    total=NUMBER,
    created_at={"type": "string", "format": "date-time"},
)
CUSTOMER = object_of("id", "name", id=TEXT, name=TEXT, email={"type": "string", "format": "email"})


def shop():
    """A shop in the manner of REST: paths, methods, whole rows as answers."""
    order_id, customer_id = (object_of("id", id=TEXT) for _ in range(2))
    return [
        tool(
            "createCustomer",
            object_of("name", name=TEXT, email={"type": "string", "format": "email"}),
            CUSTOMER,
            http="POST",
            path="/customers",
            description="Register a customer.",
        ),
        tool("getCustomer", customer_id, CUSTOMER, http="GET", path="/customers/{id}"),
        tool(
            "listCustomers",
            object_of(q=TEXT, limit=LIMIT, offset=WHOLE),
            object_of(customers=many(CUSTOMER), total=WHOLE),
            http="GET",
            path="/customers",
        ),
        tool("deleteCustomer", customer_id, http="DELETE", path="/customers/{id}"),
        tool(
            "createOrder",
            object_of("customer_id", customer_id=TEXT, note=TEXT, total=NUMBER),
            ORDER,
            http="POST",
            path="/orders",
            description="Place an order. It is pending at first.",
        ),
        tool("getOrder", order_id, ORDER, http="GET", path="/orders/{id}"),
        tool(
            "listOrders",
            object_of(status=STATUS, customer_id=TEXT, sort=TEXT, cursor=TEXT, limit=LIMIT),
            object_of("orders", orders=many(ORDER), next_cursor=TEXT),
            http="GET",
            path="/orders",
        ),
        tool(
            "updateOrder",
            object_of("id", id=TEXT, note=TEXT, total=NUMBER),
            ORDER,
            http="PATCH",
            path="/orders/{id}",
        ),
        tool(
            "cancelOrder",
            object_of("id", id=TEXT, reason=TEXT),
            ORDER,
            http="POST",
            path="/orders/{id}/cancel",
            description="Cancel an order.",
        ),
    ]


CLUSTER = object_of(
    "clusterArn",
    clusterArn=TEXT,
    clusterName=TEXT,
    nodeCount=WHOLE,
    state={"type": "string", "enum": ["CREATING", "ACTIVE", "STOPPED"]},
    createdAt=NUMBER,
    tags={"type": "object", "additionalProperties": TEXT},
)
NAME = {"type": "string", "pattern": "^[a-z][a-z0-9-]{2,30}$"}
TAGS = {"type": "object", "additionalProperties": TEXT}


def cloud():
    """A cloud service in the manner of RPC: verbs and nouns in names, wrapped answers, tags."""
    named = object_of("clusterName", clusterName=NAME)
    snapshot = object_of(snapshotId=TEXT, clusterName=TEXT, sizeBytes=WHOLE)
    return [
        tool(
            "CreateCluster",
            object_of("clusterName", clusterName=NAME, nodeCount=WHOLE, tags=TAGS),
            object_of(cluster=CLUSTER),
        ),
        tool("DescribeCluster", named, object_of(cluster=CLUSTER)),
        tool(
            "ListClusters",
            object_of(maxResults=LIMIT, nextToken=TEXT),
            object_of(clusters=many(CLUSTER), nextToken=TEXT),
        ),
        tool("StopCluster", named, object_of(cluster=CLUSTER)),
        tool("StartCluster", named, object_of(cluster=CLUSTER)),
        tool("DeleteCluster", named, object_of(cluster=CLUSTER)),
        tool(
            "CreateSnapshot",
            object_of("clusterName", clusterName=NAME, clientToken=TEXT),
            object_of(snapshot=snapshot),
        ),
        tool(
            "DescribeSnapshot",
            object_of("snapshotId", snapshotId={"type": "string", "pattern": "^snap-[0-9a-f]{8}$"}),
            object_of(snapshot=snapshot),
        ),
        tool(
            "ListSnapshots",
            object_of("clusterName", clusterName=NAME),
            object_of(snapshots=many(snapshot)),
        ),
        tool("DeleteSnapshot", object_of("snapshotId", snapshotId=TEXT), object_of()),
        tool(
            "TagResource",
            object_of("resourceArn", "tags", resourceArn=TEXT, tags=TAGS),
            object_of(),
        ),
        tool(
            "UntagResource",
            object_of("resourceArn", "tagKeys", resourceArn=TEXT, tagKeys=many(TEXT)),
            object_of(),
        ),
        tool(
            "ListTagsForResource", object_of("resourceArn", resourceArn=TEXT), object_of(tags=TAGS)
        ),
    ]


def assistant():
    """Functions of an assistant: names alone, no results, one that computes, one that repeats."""
    priority = {"type": "string", "enum": ["low", "high"], "description": "Defaults to low."}
    return [
        tool(
            "add_task",
            object_of("title", title=TEXT, priority=priority, due_date=TEXT),
            description="Add a task to the list.",
        ),
        tool("complete_task", object_of("task_id", task_id=TEXT)),
        tool("delete_task", object_of("task_id", task_id=TEXT)),
        tool("list_tasks", object_of(priority=priority, page=WHOLE, page_size=WHOLE)),
        tool("get_weather_forecast", object_of("city", city=TEXT, days=WHOLE)),
        tool("set_volume", object_of("level", level=WHOLE)),
        tool("get_volume", object_of()),
        tool("convert_currency", object_of("amount", "to", amount=NUMBER, to=TEXT)),
        tool("frobnicate", object_of(x=TEXT)),
    ]


SPECIFICATIONS = {"shop": shop, "cloud": cloud, "assistant": assistant}
