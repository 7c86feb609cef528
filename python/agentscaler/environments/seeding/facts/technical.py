"""Clouds, code, networks and devices."""

from __future__ import annotations

from agentscaler.environments.seeding.facts.lines import split

SERVICES = split(
    """checkout|orders|billing|search|inventory|payments|analytics|auth|catalog|notifications|
    media|reporting|customer-portal|recommendations|ingest|shipping|pricing|audit|sessions|
    mobile-api|
    fraud|web|data-lake|profiles|loyalty|telemetry|partner|email|archive|workflow"""
)
STAGES = ("prod", "staging", "dev", "prod", "test", "prod")
ENVIRONMENTS = ("production", "staging", "development", "production", "test")
REGIONS_AWS = split("us-east-1|us-west-2|eu-west-1|eu-central-1|ap-southeast-2|us-east-2")
REGIONS_GCP = split(
    "us-central1|europe-west1|us-east1|europe-west4|asia-southeast1|us-west1|"
    "europe-north1|us-east4|asia-northeast1|europe-west3|us-south1|australia-southeast1"
)
REGIONS_AZURE = split("eastus|westeurope|northeurope|uksouth|westus2|centralus")
INSTANCES_AWS = split("t3.medium|m5.large|t3.small|c5.xlarge|r5.large|m6g.xlarge|t3.micro")
MACHINES_GCP = split("e2-medium|n1-standard-4|n2-standard-8|e2-standard-2|c2-standard-4")
SIZES_AZURE = split("Standard_B2s|Standard_D2s_v5|Standard_D4s_v5|Standard_E4s_v5|Standard_F4s_v2")
ENGINES = split("postgres|mysql|mariadb|aurora-postgresql|redis|mongodb|oracle-se2")
ENGINE_VERSIONS = {
    "postgres": "15.4",
    "mysql": "8.0.35",
    "mariadb": "10.11.6",
    "aurora-postgresql": "15.4",
    "redis": "7.1",
    "mongodb": "6.0.12",
    "oracle-se2": "19.0",
}
RUNTIMES = split("python3.12|nodejs20.x|java21|python3.11|dotnet8|go1.x|ruby3.3")
SYSTEMS = split("Ubuntu 22.04|Windows Server 2022|Debian 12|Amazon Linux 2023|Red Hat 9|macOS 14")
BROWSERS = split("Chrome|Firefox|Safari|Edge")
PHONES = split("iPhone 15|Pixel 8|Galaxy S24|iPad Air|MacBook Pro|ThinkPad X1|Surface Pro 9")
CODE_LANGUAGES = split("Python|TypeScript|Go|Java|Rust|JavaScript|Ruby|C#|Kotlin|Swift")
CODE_TOPICS = split("python|cli|docker|api|testing|kubernetes|react|data|security|automation")
LICENSES = split("MIT|Apache-2.0|GPL-3.0|BSD-3-Clause|MPL-2.0")
REPOSITORIES = split(
    """billing-service|web-frontend|infra-modules|mobile-app|data-pipelines|design-system|
    auth-proxy|
    docs-site|search-indexer|report-generator|event-bus|feature-flags|customer-api|image-resizer|
    release-tools|schema-registry|warehouse-sync|chat-bot|load-tests|terraform-live|cli-tools|
    payments-gateway|notebook-examples|edge-cache"""
)
PACKAGES = split(
    """requests|numpy|react|lodash|express|django|pandas|serde|tokio|jackson-core|log4j|axios|flask|
    spring-boot|webpack|pytest"""
)
BRANCHES = split(
    """main|develop|feature/export-csv|fix/login-timeout|release/2.4|feature/dark-mode|
    hotfix/tax-rounding|chore/upgrade-deps|feature/search-filters|fix/memory-leak"""
)
COMMITS = split(
    """Fix rounding of tax amounts|Add CSV export to reports|Bump dependencies|
    Handle empty search results|
    Refactor session handling|Update contributor guide|Cache exchange rates for an hour|
    Remove unused feature flag|Retry failed webhooks with backoff|Add tests for refunds|
    Improve error message on login|Document the deployment steps|Speed up image uploads|
    Correct time zone in invoices|Validate postcodes on checkout|Support partial shipments"""
)
PULLS = COMMITS
ERRORS = split(
    """Connection timed out after 30 seconds|Access denied|Resource not found|
    Invalid parameter value|Rate limit exceeded|Disk quota exceeded|Internal server error"""
)
ERROR_CODES = split("TIMEOUT|ACCESS_DENIED|NOT_FOUND|INVALID_PARAMETER|RATE_LIMITED|INTERNAL_ERROR")
AGENTS = split(
    """Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/121.0 Safari/537.36|
    Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2) AppleWebKit/605.1.15 Version/17.2 Safari/605.1.15|
    Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0"""
)
MIMES = split("application/pdf|image/png|image/jpeg|text/csv|application/json|text/plain|video/mp4")
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/csv": "csv",
    "application/json": "json",
    "text/plain": "txt",
    "video/mp4": "mp4",
}
FILES = split(
    """quarterly-report|invoice-2026-01|floor-plan|team-photo|customer-list|meeting-notes|
    contract-signed|
    product-catalog|budget-2026|release-notes|logo-large|sales-data|training-video|backup-config|
    travel-receipts|survey-results|access-log|press-release|site-map|user-guide"""
)
FOLDERS = split("reports|invoices|projects|images|shared|archive|contracts|exports|uploads|backups")
FOLDER_TITLES = split(
    """Reports|Invoices 2026|Project Files|Photos|Shared Documents|Archive|Contracts|Templates|
    Marketing Material|Personal|Meeting Notes|Receipts|Research|Press|Training|Drafts"""
)
HOSTS = split("web|db|app|cache|mail|worker|proxy|api|build|log")
METRICS = split(
    """CPUUtilization|RequestCount|ErrorRate|LatencyP95|MemoryUsage|DiskReadOps|QueueDepth|
    NetworkIn|ActiveSessions|CacheHitRatio"""
)
EVENTS_TECH = split(
    "order.created|user.updated|payment.failed|invoice.paid|file.uploaded|session.started"
)
SCOPES = split("read|write|admin|profile|email|orders:read|orders:write|reports:read")
PERMISSIONS = split("read|write|delete|share|admin|comment|export|approve")
ACTIONS_IAM = split(
    "s3:GetObject|s3:PutObject|ec2:DescribeInstances|logs:PutLogEvents|dynamodb:Query"
    "|sqs:SendMessage"
)
PROTOCOLS = ("HTTPS", "HTTP", "TCP", "UDP", "TLS")
METHODS = ("GET", "POST", "GET", "PUT", "DELETE", "PATCH")
PORTS = (443, 80, 22, 5432, 3306, 8080, 6379, 27017, 8443)
ALGORITHMS = split("RSA_2048|AES_256|EC_prime256v1|SHA256withRSA|HS256")
DEVICE_PLACES = dict(
    one.split(": ")
    for one in split(
        """Warehouse Thermostat: Warehouse A|Front Door Sensor: Front entrance|
        Server Room Humidity Sensor: Server room|Lobby Camera: Front lobby|
        Cold Storage Probe: Cold storage|Parking Gate Gateway: Parking level 1|
        Rooftop Weather Sensor: Rooftop|Air Quality Sensor 2F: Second floor, east wing|
        Boiler Pressure Sensor: Basement|Water Leak Sensor: Basement|
        Greenhouse Light Sensor: Greenhouse 3|Conveyor Vibration Sensor: Assembly line 1|
        Meeting Room Display: Meeting room 2.04|Energy Meter: Electrical room|
        Reception Thermostat: Reception|Kitchen Smoke Sensor: Kitchen|
        Floor 2 Gateway: Second floor, west wing|Office Thermostat: Office 1.12|
        Pump Flow Sensor: Pump house|Loading Dock Camera: Loading dock|
        Solar Inverter: Rooftop|Irrigation Valve: Garden|Parking Camera: Parking level 2|
        Motion Sensor Hallway: Hallway"""
    )
)
"""Devices, and where they hang."""
DEVICES = tuple(DEVICE_PLACES)
LOCATIONS_INDOOR = split(
    """Warehouse A|Server room|Front lobby|Second floor, east wing|Loading dock|Kitchen|Basement|
    Meeting room 2.04|Rooftop|Greenhouse 3|Assembly line 1|Cold storage"""
)
DATASETS = split(
    """customer-churn|sales-2025|sensor-readings|web-clickstream|product-reviews|loan-applications|
    image-labels|call-transcripts|inventory-daily|fraud-cases|survey-2025|traffic-counts"""
)
MODELS = split(
    """churn-predictor|demand-forecast|fraud-detector|sentiment-classifier|image-tagger|
    price-optimizer|ticket-router|recommender-v2"""
)
TABLES = split(
    "customers|orders|products|events|sessions|invoices|payments|users|shipments|page_views"
    "|inventory"
)
COLUMNS = split("customer_id|created_at|status|amount|country|email|quantity|product_id")
LOG_LEVELS = ("INFO", "WARN", "ERROR", "DEBUG")
CRONS = ("0 6 * * *", "*/15 * * * *", "0 0 * * 0", "30 2 1 * *", "0 9 * * 1-5")
TAG_PAIRS = (
    ("environment", ("production", "staging", "development")),
    ("team", ("payments", "platform", "growth", "data")),
    ("cost-center", ("cc-1042", "cc-2210", "cc-3307")),
    ("owner", ("ops", "web", "analytics")),
    ("project", ("atlas", "beacon", "harbor", "meridian")),
)
CODENAMES = split(
    """atlas|beacon|harbor|meridian|falcon|cobalt|juniper|orion|summit|delta|ember|lotus|pioneer|
    quartz|raven|sierra|tundra|vega|willow|zephyr"""
)
