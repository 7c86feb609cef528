"""What things are called, by what they are: ``hotel`` -> names of hotels."""

from __future__ import annotations

from agentscaler.environments.seeding.facts import (
    business,
    goods,
    knowledge,
    living,
    media,
    technical,
)
from agentscaler.environments.seeding.facts.lines import split

PEOPLE = frozenset(
    split(
        """customer|user|patient|doctor|employee|person|contact|lead|member|student|teacher|
        physician|nurse|author|client|guest|passenger|driver|agent|candidate|applicant|tenant|owner|
        manager|host|traveler|attendee|participant|recipient|sender|buyer|seller|subscriber|
        cardholder|holder|visitor|worker|staff|technician|practitioner|instructor|professor|
        assignee|reviewer|reporter|creator|player|coach|beneficiary|payee|payer|shopper|profile|
        individual|resident|donor|volunteer|provider|clinician|therapist|dentist|lawyer|trainer|
        consultant|mentor|follower|friend|collaborator|maintainer|committer|signer|invitee|borrower|
        learner|child|parent|spouse|man|woman|actor|director|speaker|chef|pilot|crew|researcher|
        traveller|organizer|operator|interviewer|caller|citizen|adopter|freelancer|principal|
        prospect|caregiver|specialist|approver|requester|colleague|supervisor|advisor|dependent|
        athlete|president|leader|monarch|developer|minister|senator|champion|pitcher|umpire|suspect|
        celebrity|scientist|philosopher|mayor|chairman|founder|influencer"""
    )
)
"""Nouns of people, whatever the words before them."""

STAFF = frozenset(
    split(
        """doctor|employee|physician|nurse|agent|staff|technician|practitioner|instructor|teacher|
        professor|manager|worker|driver|coach|clinician|therapist|dentist|pilot|crew|trainer|
        reviewer|assignee|lawyer|consultant|researcher|maintainer|operator|collaborator|approver"""
    )
)
"""People who write from the address of their employer."""

SHARED = frozenset(
    split("user|customer|client|person|contact|account|billing|shipping|home|mailing|primary|work")
)
"""Words before a field that still speak of the row's own person and place."""

COMPANIES = {
    "company": "",
    "organization": "",
    "organisation": "",
    "business": "",
    "vendor": "",
    "supplier": "",
    "merchant": "",
    "partner": "",
    "manufacturer": "",
    "employer": "",
    "brand": "",
    "publisher": "",
    "carrier": "",
    "firm": "Partners",
    "tenant": "",
    "enterprise": "",
    "institution": "Institute",
    "agency": "Agency",
    "clinic": "Clinic",
    "hospital": "Hospital",
    "practice": "Family Practice",
    "pharmacy": "Pharmacy",
    "facility": "Center",
    "laboratory": "Laboratories",
    "lab": "Laboratories",
    "school": "School",
    "university": "University",
    "college": "College",
    "library": "Public Library",
    "museum": "Museum",
    "bank": "Bank",
    "store": "Store",
    "shop": "Shop",
    "outlet": "Outlet",
    "branch": "Branch",
    "office": "Office",
    "warehouse": "Warehouse",
    "depot": "Depot",
    "plant": "Plant",
    "factory": "Works",
    "gym": "Fitness",
    "studio": "Studio",
    "salon": "Salon",
    "garage": "Garage",
    "farm": "Farm",
    "charity": "Foundation",
    "foundation": "Foundation",
    "church": "Community Church",
    "theater": "Theater",
    "cinema": "Cinema",
    "park": "Park",
    "campus": "Campus",
    "building": "House",
    "dealership": "Motors",
    "insurer": "Insurance",
    "fund": "Growth Fund",
    "broker": "Brokerage",
    "property": "Residences",
    "site": "Site",
    "stadium": "Stadium",
    "neighborhood": "Heights",
    "workshop": "Workshop",
    "station": "Station",
}
"""Nouns that are called after a place or a founder, and the word that follows the name."""

TECHNICAL = frozenset(
    split(
        """cluster|instance|bucket|queue|function|stack|container|image|volume|snapshot|subnet|vpc|
        network|firewall|gateway|balancer|database|table|index|stream|pipeline|job|build|deployment|
        secret|key|certificate|alarm|topic|subscription|endpoint|node|pod|namespace|pool|registry|
        repository|trail|broker|cache|replica|server|machine|disk|template|webhook|api|stage|
        listener|rule|group|domain|zone|record|vault|backup|catalog|crawler|workgroup|workflow|
        experiment|model|dataset|schema|connector|agent|runner|environment|application|app|service|
        resource|configuration|parameter|policy|role|fleet|distribution|scraper|workspace|trigger|
        variable|credential|token|proxy|interface|router|tunnel|appliance|hub|identity|connection|
        integration|target|association|attachment|version|revision|execution|session|assessment|
        detector|monitor|dashboard|probe|lifecycle|mesh|ledger|filesystem|share|farm|host|hypervisor
        |canary|layer|plugin|extension|module|package|artifact|release|shard|partition|view|query|
        dns|acl|nat|route|lake|engine|analyzer|profile|destination|source|channel|feed|input|
        device|thing|sandbox|plan|bot|tag|label|flow|step|task|test|suite|scan|report"""
    )
)
"""Nouns of clouds and code; those that are called in words elsewhere stand in `NAMES` too."""

NAMES: dict[str, tuple[str, ...]] = {
    "product": tuple(one.name for one in goods.GOODS),
    "item": tuple(one.name for one in goods.GOODS),
    "article": media.ARTICLES,
    "post": media.ARTICLES,
    "blog": media.ARTICLES,
    "news": media.ARTICLES,
    "story": media.ARTICLES,
    "story_board": business.PROJECTS,
    "project": business.PROJECTS,
    "initiative": business.PROJECTS,
    "portfolio": split("Core Holdings|Growth|Income|Balanced|Retirement|Sustainable|Global Equity"),
    "campaign": business.CAMPAIGNS,
    "promotion": business.CAMPAIGNS,
    "ad": business.CAMPAIGNS,
    "newsletter": business.CAMPAIGNS,
    "coupon": business.CAMPAIGNS,
    "event": business.EVENTS,
    "meeting": business.EVENTS,
    "calendar": split("Work|Family|Team Holidays|Room Bookings|On-call|Birthdays|Marketing|Travel"),
    "course": business.COURSES,
    "class": business.COURSES,
    "lesson": business.COURSES,
    "program": business.COURSES,
    "subject": business.SUBJECTS,
    "department": business.DEPARTMENTS,
    "team": business.TEAMS,
    "squad": business.TEAMS,
    "job": business.JOBS,
    "position": business.JOBS,
    "vacancy": business.JOBS,
    "category": business.CATEGORIES,
    "collection": business.CATEGORIES,
    "role": business.ROLES,
    "plan": business.PLANS,
    "tier": business.PLANS,
    "membership": business.PLANS,
    "package": business.PLANS,
    "account": business.ACCOUNTS,
    "wallet": business.ACCOUNTS,
    "ticket": business.ISSUES,
    "issue": business.ISSUES,
    "bug": business.ISSUES,
    "request": business.ISSUES,
    "case": business.ISSUES,
    "conversation": business.ISSUES,
    "thread": business.ISSUES,
    "incident": business.INCIDENTS,
    "alert": business.INCIDENTS,
    "outage": business.INCIDENTS,
    "task": business.TASKS,
    "todo": business.TASKS,
    "card": business.TASKS,
    "reminder": business.TASKS,
    "activity": business.TASKS,
    "checklist": business.TASKS,
    "deal": split(
        """Annual Licence Renewal|Fleet Upgrade|Pilot for 50 Seats|Office Furniture Order|
        Support Contract 2026|Warehouse Sensors|Website Relaunch|Training Package|
        Expansion to Three Sites|Payroll Outsourcing|Data Migration|Consulting Retainer"""
    ),
    "document": business.DOCUMENTS,
    "contract": business.DOCUMENTS,
    "form": split(
        """Contact Form|Job Application|Customer Survey|Event Registration|Expense Claim|
        Incident Report|Feedback Form|Leave Request|Newsletter Sign-up|Return Request"""
    ),
    "survey": split(
        """Customer Satisfaction 2026|Employee Pulse January|Website Feedback|Event Follow-up|
        Product Fit|Exit Interview|Onboarding Experience|Course Evaluation"""
    ),
    "note": business.TASKS,
    "folder": technical.FOLDER_TITLES,
    "directory": technical.FOLDER_TITLES,
    "file": technical.FILES,
    "board": business.PROJECTS,
    "list": split(
        """Backlog|In Progress|Wish List|Groceries|Reading List|Packing List|Press Contacts|
        VIP Customers|Newsletter Readers|Done|Ideas|Follow-ups"""
    ),
    "segment": split(
        """Repeat Buyers|Newsletter Readers|Lapsed Customers|High Spenders|New Sign-ups|
        Mobile Users|Local Customers|Trial Users|Cart Abandoners|Loyalty Gold"""
    ),
    "audience": split("Repeat Buyers|Young Parents|Outdoor Fans|Small Businesses|Students"),
    "assignment": split(
        """Problem Set 1|Reading Response|Lab Report|Midterm Essay|Group Presentation|Problem Set 2|
        Literature Review|Final Project|Case Study|Problem Set 3|Field Notes|Book Report|
        Research Proposal|Poster Session|Problem Set 4|Peer Review|Data Analysis|Final Essay|
        Design Critique|Weekly Quiz|Oral Exam Preparation|Problem Set 5|Debate Notes|Portfolio"""
    ),
    "exam": split("Midterm Exam|Final Exam|Placement Test|Oral Exam|Make-up Exam"),
    "semester": split("Spring 2026|Fall 2025|Summer 2026"),
    "milestone": split(
        "Beta Release|Design Freeze|Public Launch|Version 2.0|Pilot Start|Code Freeze"
    ),
    "sprint": split("Sprint 14|Sprint 15|Sprint 16|Sprint 17|Sprint 18|Sprint 19|Sprint 20"),
    "label": split(
        """bug|enhancement|documentation|good first issue|urgent|blocked|design|backend|frontend|
        question|security|performance|regression|wontfix|discussion|needs review"""
    ),
    "tag": split(
        """urgent|seasonal|bestseller|new|clearance|vip|internal|follow-up|archive|featured|
        organic|limited|beta|wholesale|gift|priority"""
    ),
    "topic": media.TOPICS,
    "interest": media.TOPICS,
    "channel": split(
        """general|announcements|random|engineering|support|marketing|design|sales|incidents|
        releases|help-desk|watercooler|data|hiring|office-berlin|product-feedback"""
    ),
    "room": split(
        """Maple Room|Boardroom|Harbour Suite|Room 204|Studio B|Conference Room 1|Room 118|
        Focus Booth 3|Training Room|Atrium|Room 312|Garden Room"""
    ),
    "workspace": business.TEAMS,
    "space": business.TEAMS,
    "group": business.TEAMS,
    "community": split(
        """Trail Runners|Home Bakers|Python Learners|City Gardeners|Board Game Nights|
        Vintage Cameras|Remote Parents|Night Sky Watchers|Book Swap|Weekend Sailors"""
    ),
    "song": media.SONGS,
    "track": media.SONGS,
    "album": media.ALBUMS,
    "artist": media.ARTISTS,
    "band": media.ARTISTS,
    "genre": media.GENRES,
    "playlist": media.PLAYLISTS,
    "podcast": media.PODCASTS,
    "show": media.SHOWS,
    "series": media.SHOWS,
    "episode": media.EPISODES,
    "video": media.EPISODES,
    "movie": media.MOVIES,
    "film": media.MOVIES,
    "book": media.BOOKS,
    "novel": media.BOOKS,
    "game": media.GAMES,
    "sport": media.SPORTS,
    "league": media.LEAGUES,
    "club": media.CLUBS,
    "venue": media.VENUES,
    "hall": media.VENUES,
    "species": media.SPECIES,
    "animal": media.ANIMALS,
    "pet": media.PETS,
    "dog": media.PETS,
    "cat": media.PETS,
    "breed": media.BREEDS,
    "hotel": living.HOTELS,
    "accommodation": living.HOTELS,
    "listing": living.LISTINGS,
    "apartment": living.LISTINGS,
    "restaurant": living.RESTAURANTS,
    "cafe": living.RESTAURANTS,
    "cuisine": living.CUISINES,
    "dish": living.DISHES,
    "meal": living.DISHES,
    "recipe": living.DISHES,
    "food": living.DISHES,
    "ingredient": living.INGREDIENTS,
    "diet": living.DIETS,
    "amenity": living.AMENITIES,
    "attraction": living.ATTRACTIONS,
    "tour": living.ATTRACTIONS,
    "excursion": living.ATTRACTIONS,
    "medication": living.DRUGS,
    "medicine": living.DRUGS,
    "drug": living.DRUGS,
    "prescription": living.DRUGS,
    "diagnosis": tuple(one.split(" ", 1)[1] for one in living.DIAGNOSES),
    "condition": tuple(one.split(" ", 1)[1] for one in living.DIAGNOSES),
    "disease": tuple(one.split(" ", 1)[1] for one in living.DIAGNOSES),
    "illness": tuple(one.split(" ", 1)[1] for one in living.DIAGNOSES),
    "allergy": living.ALLERGIES,
    "symptom": living.SYMPTOMS,
    "procedure": living.PROCEDURES,
    "treatment": living.PROCEDURES,
    "appointment": living.VISITS,
    "visit": living.VISITS,
    "specialty": living.SPECIALTIES,
    "ward": living.SPECIALTIES,
    "airline": tuple(one.split(" ", 1)[1] for one in living.AIRLINES),
    "aircraft": living.AIRCRAFT,
    "workout": living.WORKOUTS,
    "exercise": living.EXERCISES,
    "vehicle": business.VEHICLES,
    "car": business.VEHICLES,
    "stock": tuple(one.split(" ", 1)[1] for one in business.STOCKS),
    "security": tuple(one.split(" ", 1)[1] for one in business.STOCKS),
    "coin": tuple(one.split(" ", 1)[1] for one in business.COINS),
    "cryptocurrency": tuple(one.split(" ", 1)[1] for one in business.COINS),
    "exchange": business.EXCHANGES,
    "sector": business.SECTORS,
    "industry": business.INDUSTRIES,
    "skill": business.SKILLS,
    "bank": business.BANKS,
    "ledger": business.LEDGER,
    "expense": business.MERCHANTS,
    "insurance": living.INSURERS,
    "repository": technical.REPOSITORIES,
    "repo": technical.REPOSITORIES,
    "branch": technical.BRANCHES,
    "commit": technical.COMMITS,
    "pull": technical.PULLS,
    "device": technical.DEVICES,
    "sensor": technical.DEVICES,
    "thing": technical.DEVICES,
    "appliance": technical.DEVICES,
    "camera": technical.DEVICES,
    "metric": technical.METRICS,
    "dataset": technical.DATASETS,
    "model": technical.MODELS,
    "browser": technical.BROWSERS,
    "permission": technical.PERMISSIONS,
    "scope": technical.SCOPES,
    "scene": split("Movie Night|Good Morning|Away|Dinner|Bedtime|Party|Focus|Holiday"),
    "holiday": split("New Year's Day|Labor Day|Christmas Day|Easter Monday|Thanksgiving"),
    "goal": split("Read 24 books|Run a half marathon|Save for a house|Learn Spanish|Walk daily"),
    "habit": split("Drink water|Meditate|Read 20 minutes|Stretch|No phone after ten|Journal"),
    "season": split("Spring 2026|Summer 2026|Autumn 2025|Winter 2025"),
    "shift": split("Early shift|Late shift|Night shift|Weekend shift|On-call"),
    "benefit": split("Health insurance|Commuter pass|Pension plan|Gym subsidy|Dental plan"),
    "discount": business.CAMPAIGNS,
    "method": split("Credit card|Bank transfer|PayPal|Cash on delivery"),
    "tax": split("Standard VAT|Reduced VAT|State sales tax|City tax"),
    "currency": tuple(name for name, _ in business.CURRENCY_NAMES.values()),
    "language": split("English|German|French|Spanish|Portuguese|Italian|Dutch|Japanese"),
    "supply": living.INGREDIENTS,
    "parcel": business.SHIPPING,
    "merchant": business.MERCHANTS,
    "store": business.MERCHANTS,
    "quote": media.QUOTES,
    **dict.fromkeys(("paper", "publication", "study", "thesis"), knowledge.PAPERS),
    **dict.fromkeys(("law", "act", "statute", "regulation", "legislation"), knowledge.LAWS),
    "theory": knowledge.THEORIES,
    "report": knowledge.REPORTS,
    **dict.fromkeys(("monument", "landmark", "memorial"), knowledge.MONUMENTS),
    **dict.fromkeys(("recommendation", "suggestion", "insight", "tip"), knowledge.TIPS),
    "realm": split("staff|customers|partners|students|retail|suppliers|press|volunteers"),
    "drive": split(
        """Marketing Files|Finance Archive|Product Photos|Legal Documents|Team Handbook|
        Event Material|Design Assets|Customer Contracts|Training Videos|Research Data|Press Kit|
        Board Papers"""
    ),
    **dict.fromkeys(
        ("slo", "monitor"),
        split(
            """Checkout availability|API latency below 300 ms|Search error rate|Login success rate|
            Payment queue depth|Nightly backup finished|Disk space on web hosts|Upload latency|
            Certificate expiry|Email delivery rate|Page load below 2 s|Cache hit ratio"""
        ),
    ),
    "schedule": split(
        """Weekday rotation|Weekend rotation|Night watch|Holiday cover|Support early shift|
        Support late shift|Database on-call|Network on-call|Release week|Platform rotation"""
    ),
    "usergroup": business.TEAMS,
    "counterparty": business.MERCHANTS,
    "module": split(
        """Introduction|Week 1: Basics|Week 2: Practice|Week 3: Methods|Week 4: Project|
        Reading List|Group Work|Lab Session|Exam Preparation|Guest Lecture|Case Studies|Review"""
    ),
    "planet": knowledge.PLANETS,
    "trail": knowledge.TRAILS,
    "continent": knowledge.CONTINENTS,
    "character": knowledge.CHARACTERS,
    "monster": knowledge.MONSTERS,
    "weapon": knowledge.WEAPONS,
    "quest": knowledge.QUESTS,
    **dict.fromkeys(("ship", "vessel", "starship", "spaceship"), knowledge.SHIPS),
    **dict.fromkeys(("beer", "wine", "cocktail", "drink", "beverage"), knowledge.DRINKS),
    "application": knowledge.APPLICATIONS,
    **dict.fromkeys(("page", "doc", "guide", "wiki"), knowledge.PAGES),
    "headline": media.ARTICLES,
    "joke": media.QUOTES,
    "word": tuple(one.word for one in knowledge.WORDS),
}

CLOSED = frozenset(split("country|nation|currency|language|city|state|planet|continent"))
"""Of what there is a list of in the world: no number makes another one of them."""

WORLDLY = frozenset(
    split("airport|city|weather|forecast|hotel|flight|airline|station|observation|country|port")
)
"""Nouns whose rows lie all over the world; others are at home in one country."""

QUALIFIERS = split(
    """Standard|Weekly|Regional|Priority|Internal|Public|Seasonal|Primary|Trial|Quarterly|Downtown|
    Extended|Northern|Express|Shared|Annual|Temporary|Premium|Southern|Daily|Joint|Basic|
    Corporate|Special"""
)
"""Stand before a noun of which nothing is known: ``Weekly Inspection``."""

SOFT = frozenset(
    split(
        """rule|group|template|report|plan|session|source|view|label|test|task|step|version|
        revision|profile|policy|role|share|agent|job|application|service|channel|package|module|
        release|share|tag|thing|topic|subscription|domain|zone|record|key|route|assessment|
        association|schema|suite|scan|monitor|feed|query|form|account|resource|parameter|table|
        variable|credential|connection|integration|identity|category|destination|model|flow|target|
        trail|broker|farm|lake|fleet|attachment|extension|layer|workspace|store|branch|device|catalog|environment|dashboard"""
    )
)
"""Technical nouns that are called in words where the tables around them are not technical."""
HARD = TECHNICAL - SOFT
SLUGGED = frozenset(
    split(
        """role|group|channel|topic|job|plan|collection|model|package|event|track|security|subject|
        method|exchange|class|position|scope|account|condition|item|list|activity|workspace|space|
        agent|host|owner|provider|principal|operator|profile|store|plant|site|farm|program|carrier|
        broker|studio|lab|portfolio|product|campaign|audience|segment|thing|fund|coach|station|
        case|form|calendar|goal|participant|manager|tenant|merchant|business|tier|thread|folder|
        note|document|task|listing|room|game|series|metric"""
    )
)
"""Nouns that are called in words elsewhere, and like machines where the tables are technical."""
SIGNALS = frozenset(
    split(
        """arn|vpc|subnet|kms|cluster|cidr|runtime|iam|etag|provisioning|replica|node|kubernetes|
        hostname|namespace|throughput|iops|fqdn|ami|acl|dns|ebs|pod|container|encryption|docker|
        provisioned|autoscaling|shard|snapshot|machine|resource"""
    )
)
"""Words in the names of columns that speak of clouds."""
