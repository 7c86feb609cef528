"""Fields about clouds, code, networks and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.ask import picked, spread
from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.facts import nouns, technical
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.facts.sentences import PAYMENT
from agentscaler.environments.seeding.naming import singular, slug, words_of
from agentscaler.environments.seeding.senses.titles import machine_name, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.seeding.ask import Ask

_PREFIXES = {
    "vpc": "vpc-",
    "subnet": "subnet-",
    "security group": "sg-",
    "instance": "i-",
    "image": "ami-",
    "ami": "ami-",
    "volume": "vol-",
    "snapshot": "snap-",
    "network interface": "eni-",
    "route table": "rtb-",
    "internet gateway": "igw-",
    "nat gateway": "nat-",
    "transit gateway": "tgw-",
    "allocation": "eipalloc-",
    "file system": "fs-",
    "access key": "AKIA",
}
SERVICE_OF = {
    "role": "iam",
    "policy": "iam",
    "user": "iam",
    "key": "kms",
    "bucket": "s3",
    "function": "lambda",
    "lambda": "lambda",
    "topic": "sns",
    "queue": "sqs",
    "certificate": "acm",
    "stream": "kinesis",
    "cluster": "ecs",
    "table": "dynamodb",
    "secret": "secretsmanager",
    "balancer": "elasticloadbalancing",
    "nodegroup": "eks",
    "addon": "eks",
    "db": "rds",
    "group": "logs",
    "alarm": "cloudwatch",
    "instance": "rds",
    "domain": "es",
    "repository": "ecr",
    "vault": "backup",
    "rule": "events",
}


def account(subject_seed: int) -> str:
    """The number of the cloud account: one for the whole state."""
    return Draw(subject_seed, "cloud account").digits(12)


def uuid(draw: Draw) -> str:
    """A UUID of version 4."""
    text = draw.hex(32)
    return (
        f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[draw.below(4)]}{text[17:20]}-{text[20:]}"
    )


def identifier(ask: Ask) -> str:
    """An id that no table holds: prefixed as those of the thing are."""
    lead = tuple(word for word in ask.lead if word not in {"the", "new", "parent", "source"})
    for size in (2, 1):
        if (prefix := _PREFIXES.get(" ".join(lead[-size:]))) and ask.technical:
            return prefix + ask.draw.hex(17 if prefix != "AKIA" else 16)
    of = lead or ask.noun
    if of[-1:] in {("account",), ("owner",)} and (ask.technical or "aws" in of):
        return account(ask.subject.setting.seed)
    if "subscription" in of and ask.technical:
        return uuid(ask.draw)
    if of[-1:] == ("project",) and ask.technical:
        return f"{ask.subject.turn(technical.CODENAMES, 'code')}-{ask.draw.digits(6)}"
    return f"{singular(of[-1]) if of else 'id'}_{ask.draw.hex(8)}"


def reference(ask: Ask) -> str:
    """What a payment says of itself; of other things, an id."""
    if ask.kind in {"transfer", "payment", "transaction"}:
        return written(ask, PAYMENT)
    return identifier(ask)


def arn(ask: Ask) -> str:
    """An Amazon resource name."""
    lead = [word for word in ask.lead if word not in {"resource", "source", "target"}]
    kind = singular(lead[-1]) if lead else ask.kind or "resource"
    service = SERVICE_OF.get(kind, lead[0] if lead else kind)
    number = account(ask.subject.setting.seed)
    name = machine_name(ask.subject, (kind,))
    if service == "s3":
        return f"arn:aws:s3:::{name}"
    place = "" if service == "iam" else "us-east-1"
    joint = ":" if service in {"sns", "sqs", "lambda"} else "/"
    tail = name if service in {"sns", "sqs"} else f"{kind}{joint}{name}"
    if service == "kms":
        tail = f"key/{uuid(ask.draw)}"
    return f"arn:aws:{service}:{place}:{number}:{tail}"


def _company_slug(ask: Ask) -> str:
    told = ask.subject.row.get("name") or ask.subject.row.get("title")
    if ask.kind in nouns.COMPANIES and isinstance(told, str):
        return slug(told)
    return slug(ask.subject.company)


def url(ask: Ask) -> str:  # noqa: C901, PLR0911  one for each kind of page
    """A web address under a reserved name, with a path that says what is there."""
    words = set(ask.words)
    if words & {"avatar", "photo", "picture", "headshot", "profile"}:
        return f"https://cdn.example.com/avatars/{ask.subject.draw('avatar').hex(8)}.jpg"
    if words & {
        "image",
        "thumbnail",
        "logo",
        "icon",
        "cover",
        "banner",
        "img",
        "artwork",
        "poster",
    }:
        return f"https://cdn.example.com/images/{_page(ask)}.jpg"
    if words & {"callback", "webhook", "redirect", "notification", "hook", "return"}:
        return f"https://{_company_slug(ask)}.example.com/{singular(ask.words[0])}"
    if words & {"website", "homepage", "site", "blog", "domain"} or ask.kind in nouns.COMPANIES:
        return f"https://www.{_company_slug(ask)}.example.com"
    if ask.kind in {"repository", "repo", "issue", "request", "commit"} and words & {"html", "web"}:
        owner = ask.subject.row.get("owner") or ask.subject.row.get("login") or "team"
        return f"https://git.example.com/{owner}/{_page(ask)}"
    if words & {"clone", "git", "repository", "repo"}:
        return f"https://git.example.com/{_page(ask)}.git"
    if words & {"video", "stream", "audio", "preview", "media", "recording"}:
        return f"https://media.example.com/{_page(ask)}.mp4"
    if words & {"meeting", "join", "conference", "zoom"}:
        return f"https://meet.example.com/{ask.draw.hex(10)}"
    if words & {"endpoint", "api", "host", "server"}:
        return f"https://api.example.com/v1/{_page(ask)}"
    if words & {"download", "file", "pdf", "document", "attachment"}:
        return f"https://files.example.com/{_page(ask)}.pdf"
    return f"https://www.example.com/{'-'.join(ask.noun) or 'pages'}/{_page(ask)}"


def _page(ask: Ask) -> str:
    for name in ("slug", "name", "title", "login", "username"):
        if isinstance(told := ask.subject.row.get(name), str) and slug(told):
            return slug(told)[:60]
    return ask.subject.draw("page").hex(8)


def hostname(ask: Ask) -> str:
    """A host of an own network."""
    host = ask.subject.turn(technical.HOSTS, "host")
    return f"{host}-{ask.at % 9 + 1:02d}.{ask.draw.pick(('fra', 'iad', 'sea'))}.example.net"


def domain(ask: Ask) -> str:
    """A domain that is reserved for examples."""
    name = _company_slug(ask) if not ask.technical else ask.subject.turn(technical.SERVICES, "dom")
    return f"{name}.example.com"


def address(ask: Ask) -> str:
    """An IPv4 address: of a private network, or of those that are kept for documentation."""
    if {"public", "external", "elastic", "client", "user", "remote"} & set(ask.words):
        return f"203.0.113.{ask.draw.between(2, 250)}"
    return f"10.{ask.draw.below(8)}.{ask.draw.between(0, 63)}.{ask.draw.between(4, 250)}"


def _address6(ask: Ask) -> str:
    return f"2001:db8:{ask.draw.below(4096):x}:{ask.draw.below(64):x}::{ask.draw.between(2, 250):x}"


def cidr(ask: Ask) -> str:
    """A block of a private network; each row has its own."""
    if ask.kind in {"subnet", "network", "subnetwork"} or "subnet" in ask.words:
        return f"10.0.{ask.at % 256}.0/24"
    return f"10.{ask.at % 256}.0.0/16"


def _mac(ask: Ask) -> str:
    return ":".join(("02", *(ask.draw.hex(2) for _ in range(5))))


def _mime(ask: Ask) -> str:
    return ask.subject.draw("mime").early(technical.MIMES)


def _file(ask: Ask) -> str:
    name = ask.subject.turn(technical.FILES, "file")
    return f"{name}.{technical.EXTENSIONS[_mime(ask)]}"


def _path(ask: Ask) -> str:
    return f"/{ask.draw.pick(technical.FOLDERS)}/{_file(ask)}"


def version(ask: Ask) -> str:
    """A version; that of an engine where the row names one."""
    for value in ask.subject.row.values():
        if isinstance(value, str) and value in technical.ENGINE_VERSIONS:
            return technical.ENGINE_VERSIONS[value]
    if ask.kind in {"cluster", "nodegroup"} and ask.technical:
        return _kubernetes(ask)
    draw = ask.draw
    return f"{draw.between(1, 4)}.{draw.between(0, 12)}.{draw.between(0, 9)}"


def _kubernetes(ask: Ask) -> str:
    return ask.draw.pick(("1.29", "1.28", "1.30", "1.27"))


def _instance_type(ask: Ask) -> str:
    if ask.says("google", "machine type") or "machine" in ask.words:
        return ask.draw.pick(technical.MACHINES_GCP)
    if ask.says("azure", "vm size") or "vm" in ask.words:
        return ask.draw.pick(technical.SIZES_AZURE)
    found = ask.draw.early(technical.INSTANCES_AWS)
    return f"db.{found}" if "db" in ask.words or "database" in ask.noun else found


def _sha(ask: Ask) -> str:
    return ask.draw.hex(64 if "256" in "".join(ask.words) or ask.says("sha256") else 40)


def _secret(ask: Ask) -> str:
    return f"{ask.draw.pick(('sk', 'key', 'tok'))}_test_{ask.draw.hex(24)}"


def _engine(ask: Ask) -> str:
    return ask.subject.draw("engine").early(technical.ENGINES)


def _metric(ask: Ask) -> str:
    names = {word for name in ask.subject.row for word in words_of(name)}
    outer = ask.subject.outer
    names |= {word for name in (outer.row if outer else {}) for word in words_of(name)}
    if names & {"device", "sensor", "thing", "station"}:
        return ask.draw.pick(("temperature", "humidity", "co2", "pressure", "battery"))
    return ask.subject.turn(technical.METRICS, "metrics")


MEASURES = {
    "temperature": ("celsius", 4.0, 29.0),
    "humidity": ("percent", 31.0, 78.0),
    "co2": ("ppm", 410.0, 1150.0),
    "pressure": ("hPa", 992.0, 1031.0),
    "battery": ("percent", 18.0, 99.0),
    "light": ("lux", 90.0, 900.0),
    "power": ("W", 20.0, 2400.0),
    "energy": ("kWh", 1.0, 48.0),
    "heart_rate": ("bpm", 58.0, 132.0),
    "weight": ("kg", 52.0, 98.0),
    "motion": ("count", 0.0, 12.0),
    "voltage": ("V", 228.0, 232.0),
}
"""What is measured: its unit, and between which numbers readings lie."""


def measured(row: Mapping[str, Any]) -> str | None:
    """What a reading is of: ``temperature``; ``None``: it does not say."""
    for name, value in row.items():
        last = words_of(name)[-1:]
        if isinstance(value, str) and last in {("metric",), ("type",), ("measurement",), ("kind",)}:
            for known in MEASURES:
                if known in value.lower():
                    return known
    return None


_UNITS = {
    "percent": word_set("utilization rate ratio percentage cpu usage share"),
    "ms": word_set("latency duration time delay p95 p99"),
    "bytes": word_set("bytes memory network disk storage size traffic"),
    "count": word_set("count requests sessions ops depth errors number total queue stats"),
}
"""What a figure is counted in, by words of its name."""


def _unit(ask: Ask) -> str:
    known = measured(ask.subject.row)
    if known:
        return MEASURES[known][0]
    told = {
        word for one in ask.subject.row.values() if isinstance(one, str) for word in words_of(one)
    }
    for unit, words in _UNITS.items():
        if told & words:
            return unit
    if ask.kind in {"statistic", "stat", "usage", "metric", "stats", "indicator"}:
        return "count"
    return ask.draw.pick(("kg", "pcs", "hours", "km", "litres"))


def _label_of(ask: Ask) -> Any:
    pair = ask.draw.pick(technical.TAG_PAIRS)
    return pair[0] if ask.words[-1] == "key" else ask.draw.pick(pair[1])


def _key(ask: Ask) -> str:
    if ask.lead[-1:] == ("project",) or ask.kind in {"project", "board"}:
        return slug(ask.subject.turn(technical.CODENAMES, "key"), "").upper()[:4]
    if ask.kind in {"tag", "label", "attribute", "metadata", "parameter", "dimension"}:
        return str(_label_of(ask))
    if ask.kind in {"object", "file"}:
        return _path(ask)[1:]
    return slug(" ".join(ask.noun) or "item") + f"-{ask.draw.digits(3)}"


TEXT = spread(
    {
        "id|identifier|uid|gid|ids|ref|sid|pk|external id|correlation id|request id"
        "|reference id|object id|resource id|session id|transaction reference"
        "|unique id": identifier,
        "reference|payment reference": reference,
        "uuid|guid|client token|client request token|idempotency key|request token|trace id|nonce"
        "|creation token|global id|tenant id|client id|object guid|resource guid|principal id": (
            lambda ask: uuid(ask.draw)
        ),
        "arn|resource arn|amazon resource name|arns": arn,
        "url|uri|link|href|website|homepage|web url|html url|self link|website url|site url|image"
        "|image url|avatar|avatar url|photo|photo url|logo|logo url|icon url|thumbnail|picture"
        "|cover|banner|callback|callback url|webhook url|redirect uri|redirect url|self"
        "|permalink url"
        "|video url|download url|preview url|profile url|image uri|blog|profile picture|cover image"
        "|thumbnail url|webhook|documentation url|poster|artwork|source url|picture url": url,
        "endpoint|api endpoint|service url|base url|server url|endpoint url": lambda ask: (
            f"https://{ask.subject.turn(technical.SERVICES, 'endpoint')}.api.example.com"
        ),
        "hostname|host|host name|fqdn|server|dns name|server name|computer name|node name"
        "|server address|machine name": hostname,
        "domain|domain name|subdomain|custom domain|email domain": domain,
        "ip|ip address|ipv4|private ip|public ip|private ip address|public ip address|client ip"
        "|source ip|remote ip|ipaddress|host ip|gateway ip|ip4|user ip|last ip|server ip"
        "|destination ip": address,
        "ipv6|ipv6 address": _address6,
        "cidr|cidr block|ip range|subnet cidr|address prefix|address space|ip cidr range|vpc cidr"
        "|network cidr|cidr ip|source cidr|allowed cidr|cidr range": cidr,
        "mac|mac address|hardware address": _mac,
        "gateway address|default gateway": lambda ask: f"10.{ask.at % 256}.0.1",
        "subnet mask|netmask": lambda _: "255.255.255.0",
        "mime type|content type|media type|mimetype|contenttype|file type": _mime,
        "file name|filename|file|attachment|document file|attachment name|original filename"
        "|original name|image name file": _file,
        "file extension|extension": lambda ask: technical.EXTENSIONS[_mime(ask)],
        "path|file path|filepath|relative path|object key|s3 key|folder path|local path|source path"
        "|destination path|output path|full path|image path|key path": _path,
        "directory|working directory|prefix|key prefix|root directory|parent path|s3 prefix": (
            lambda ask: f"{ask.draw.pick(technical.FOLDERS)}/"
        ),
        "version|app version|software version|firmware|firmware version|release version|api version"
        "|schema version|package version|engine version|agent version|client version|build version"
        "|current version|latest version|os version|model version|platform version|revision name"
        "|sdk version|runtime version|tag version|release|version number|version name": version,
        "kubernetes version|k8s version|cluster version": _kubernetes,
        "instance type|machine type|vm size|instance class|db instance class|node type"
        "|instance size"
        "|cache node type|db instance type|dbinstance class|size name|sku name|worker type": (
            _instance_type
        ),
        "sha|commit sha|commit id|commit|hash|commit hash|head sha|revision hash|sha1|sha256|digest"
        "|checksum|fingerprint|thumbprint|base sha|merge commit sha|tree sha|file hash"
        "|git sha": _sha,
        "md5|etag|e tag|content md5|node id|version id|revision id|build hash": lambda ask: (
            ask.draw.hex(32)
        ),
        "token|access token|api key|secret|secret key|client secret|auth token|refresh token"
        "|secret access key|bearer token|api token|session token|signature|webhook secret|apikey"
        "|app secret|connection key|license key|activation key|shared secret"
        "|signing secret": _secret,
        "password|passphrase|admin password|new password|master user password|passcode|pwd": (
            lambda ask: f"{ask.draw.pick(('Harbor', 'Maple', 'Copper'))}-{ask.draw.hex(6)}!"
        ),
        "pin|otp|security pin|verification pin": lambda ask: ask.draw.digits(4),
        "next token|page token|cursor|next page token|marker|continuation token|next cursor": (
            lambda ask: ask.draw.hex(24)
        ),
        "engine|database engine|db engine|storage engine": _engine,
        "database type|db type": _engine,
        "key|tag key|lookup key|project key|label key|attribute key|dimension key|issue key": _key,
        "value|tag value|label value|attribute value": _label_of,
        "user agent|useragent|agent string": lambda ask: ask.draw.pick(technical.AGENTS),
        "schedule|cron|cron expression|schedule expression|recurrence|cron schedule"
        "|backup schedule": (lambda ask: ask.draw.pick(technical.CRONS)),
        "public key|ssh key|certificate|certificate body|private key|pem": lambda ask: (
            f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5{ask.draw.hex(40)}"
        ),
        "connection string|database url|jdbc url": lambda ask: (
            f"postgresql://app@db.example.net:5432/{ask.subject.turn(technical.SERVICES, 'db')}"
        ),
        "maintenance window|backup window|preferred maintenance window|preferred backup window"
        "|snapshot window": lambda ask: (
            f"{ask.draw.pick(('sun', 'sat', 'wed'))}:0{ask.draw.between(2, 5)}:00-"
            f"{ask.draw.pick(('sun', 'sat', 'wed'))}:06:00"
            if "backup" not in ask.words and "snapshot" not in ask.words
            else f"0{ask.draw.between(1, 4)}:00-05:00"
        ),
        "query string|sql|query expression|statement|sql query|query definition": lambda ask: (
            " ".join(("SELECT count(*) FROM", ask.draw.pick(technical.TABLES)))
        ),
        "expression|filter expression|condition expression|formula": lambda ask: (
            f"{ask.draw.pick(technical.COLUMNS)} = 'active'"
        ),
        "command|cmd|script|entry point|start command|command line": lambda ask: ask.draw.pick(
            ("python main.py", "npm run start", "./run.sh --all", "make report")
        ),
        "image id|image ref": lambda ask: f"ami-{ask.draw.hex(17)}",
        "container image|docker image|image repository": lambda ask: (
            f"registry.example.com/{ask.subject.turn(technical.SERVICES, 'image')}:{version(ask)}"
        ),
        "kms key|kms key id|kms key name|encryption key|kms master key id": lambda ask: (
            f"arn:aws:kms:us-east-1:{account(ask.subject.setting.seed)}:key/{uuid(ask.draw)}"
        ),
        "account id|aws account id|owner account|owner account id|source account": identifier,
        "namespace|metric namespace": lambda ask: ask.subject.turn(technical.SERVICES, "namespace"),
        "bucket|bucket name|s3 bucket|s3 bucket name|storage bucket": lambda ask: (
            f"{ask.subject.turn(technical.SERVICES, 'bucket')}-{ask.draw.pick(('assets', 'logs'))}"
        ),
        "table name|database table|source table": lambda ask: ask.draw.pick(technical.TABLES),
        "column name|field name|attribute name|field|column|property name|partition key": (
            lambda ask: ask.draw.pick(technical.COLUMNS)
        ),
        "database name|db name|database|dbname|schema name|catalog name": lambda ask: slug(
            ask.subject.turn(technical.SERVICES, "database"), "_"
        ),
        "resource group|resource group name": lambda ask: (
            f"rg-{ask.subject.turn(technical.SERVICES, 'group')}-{ask.draw.pick(technical.STAGES)}"
        ),
        "package name|module name|library|dependency|package": lambda ask: ask.subject.turn(
            technical.PACKAGES, "package"
        ),
        "service name|service|application name|app name|service id|function name|workload": (
            lambda ask: ask.subject.turn(technical.SERVICES, "service")
        ),
        "ref name|branch|default branch|base branch|target branch|base ref|tracking branch": (
            lambda ask: ask.draw.early(("main", "main", "develop", "release/2.4"))
        ),
        "device|device type|client device": lambda ask: ask.draw.pick(technical.PHONES),
        "chart of accounts|odata type": lambda _: "default",
    }
)
TEXT |= spread(
    {
        "unit|units|measurement unit|unit name": _unit,
        "metric name|metric|kpi|measure": _metric,
        "resume url|cv url|resume|cv|resume link": lambda ask: (
            f"https://files.example.com/resumes/{_page(ask)}.pdf"
        ),
    }
)
TEXT |= picked(
    {
        "environment|env|stage name|deployment environment|environment name|stage|env name": (
            technical.ENVIRONMENTS
        ),
        "os|operating system|os type|os name|platform os": technical.SYSTEMS,
        "platform|client platform|device platform": ("web", "ios", "android", "web"),
        "browser|browser name": technical.BROWSERS,
        "programming language|code language|primary language": technical.CODE_LANGUAGES,
        "runtime|runtime name|python version|language runtime": technical.RUNTIMES,
        "license|license type|licence|license name": technical.LICENSES,
        "protocol|transport|ip protocol|listener protocol": technical.PROTOCOLS,
        "http method|method|request method|verb": technical.METHODS,
        "algorithm|encryption algorithm|key algorithm|signing algorithm|hash algorithm": (
            technical.ALGORITHMS
        ),
        "log level|logging level": technical.LOG_LEVELS,
        "error message|failure message|failure reason|status message|error description|last error"
        "|error detail|error details|exception message|stderr": technical.ERRORS,
        "error code|failure code|reason code|exception": technical.ERROR_CODES,
        "event type|event source|trigger event|event types|webhook event|event": (
            technical.EVENTS_TECH
        ),
        "permission|permission name|privilege|access right": technical.PERMISSIONS,
        "access level|permission level|access type|share permission": ("read", "write", "admin"),
        "scope|oauth scope|scopes|granted scopes": technical.SCOPES,
        "architecture|cpu architecture|arch": ("x86_64", "arm64", "x86_64"),
        "encoding|charset|character set|content encoding": ("utf-8", "utf-8", "gzip"),
        "storage class|storage tier|access tier": ("STANDARD", "STANDARD_IA", "GLACIER"),
        "storage type|volume type|disk type": ("gp3", "gp2", "io1", "standard"),
        "provider|cloud provider|cloud|identity provider": ("aws", "google", "azure", "okta"),
        "framework": ("django", "react", "spring", "pytorch"),
        "compression|compression type": ("gzip", "zstd", "none"),
        "unit of measure|uom": ("kg", "pcs", "hours", "km", "litres"),
        "sensor type|measurement|measurement type|reading type": (
            "temperature",
            "humidity",
            "pressure",
            "motion",
        ),
        "firmware status|connectivity|connection status|connection state": (
            "online",
            "online",
            "offline",
        ),
        "file format|export format|output format|data format|report format": (
            "csv",
            "json",
            "pdf",
            "parquet",
        ),
        "format": ("json", "csv", "pdf"),
        "aspect ratio": ("16:9", "4:3", "1:1"),
        "schema|dialect": ("public", "sales", "reporting"),
        "instruction set|action name|iam action": technical.ACTIONS_IAM,
        "layout|orientation": ("landscape", "portrait"),
        "font|font family": ("Inter", "Source Sans", "Georgia", "Roboto"),
        "theme|color scheme|appearance": ("light", "dark", "system"),
        "icon|icon name": ("star", "folder", "flag", "bell", "heart"),
        "emoji": ("🎉", "👍", "🚀", "❤️"),
    }
)
