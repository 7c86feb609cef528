"""Words and what they mean, papers, laws, theories, and what else is written down or told."""

from __future__ import annotations

from typing import NamedTuple

from agentscaler.environments.seeding.facts.lines import split


class Word(NamedTuple):
    """An entry of a dictionary."""

    word: str
    part: str
    meaning: str
    synonym: str
    example: str


WORDS = tuple(
    Word(*split(line))
    for line in """
    serene|adjective|calm and untroubled|peaceful|The lake was serene at dawn.
    brisk|adjective|quick and active|lively|They went for a brisk walk.
    candid|adjective|honest and direct|frank|She gave a candid answer.
    frugal|adjective|careful with money|thrifty|A frugal cook wastes nothing.
    robust|adjective|strong and not easily broken|sturdy|The bridge is robust.
    vivid|adjective|bright and full of life|bright|He has a vivid memory of it.
    lucid|adjective|easy to understand|clear|Her notes are lucid.
    meticulous|adjective|very careful about details|thorough|He keeps meticulous records.
    obsolete|adjective|no longer in use|outdated|The machine is obsolete.
    tenacious|adjective|not giving up easily|persistent|A tenacious climber.
    ample|adjective|more than enough|plentiful|There is ample time.
    wander|verb|to walk without a fixed aim|roam|We wander through the old town.
    mend|verb|to make whole what is broken|repair|Can you mend this chair?
    gather|verb|to bring together in one place|collect|They gather wood in autumn.
    ponder|verb|to think about for a long time|consider|He likes to ponder before he answers.
    soothe|verb|to make less painful or upset|comfort|Tea will soothe your throat.
    hinder|verb|to make progress difficult|hamper|Rain may hinder the work.
    dwindle|verb|to become smaller bit by bit|shrink|Supplies dwindle in winter.
    harbour|noun|a sheltered place for ships|port|The harbour was full of boats.
    lantern|noun|a lamp that can be carried|lamp|A lantern hung over the door.
    remedy|noun|something that heals or puts right|cure|Sleep is the best remedy.
    threshold|noun|the point where something begins|limit|The noise is above the threshold.
    venture|noun|an undertaking that may fail|undertaking|Their new venture sells bread.
    glimpse|noun|a short look at something|peek|I caught a glimpse of the sea.
    orchard|noun|a field of fruit trees|grove|Apples grow in the orchard.
    kindness|noun|the quality of being friendly and helpful|goodness|Thank you for your kindness.
    """.strip().splitlines()
)
OF_WORD = {one.word: one for one in WORDS}
PAPERS = split(
    """Sleep and Memory in Older Adults|Urban Trees and Summer Heat|A Survey of Graph Embeddings|
    Soil Carbon under No-Till Farming|Learning to Rank with Few Labels|Microplastics in River Fish|
    Sparse Attention for Long Documents|Noise Exposure and Blood Pressure|Trust in Online Reviews|
    Battery Ageing at Low Temperatures|Bilingualism and Attention|Robust Estimation of Small Areas|
    Coastal Erosion after Storms|Antibiotic Use in Primary Care|Teaching Fractions with Games|
    Bees in City Gardens|Federated Learning on Phones|Remote Work and Housing Prices|
    Salt Marshes as Carbon Sinks|Early Signs of Parkinson's Disease|Traffic Models for Small Towns|
    Reading Habits of Teenagers|Wind Loads on Tall Buildings|Cost of Late Payments"""
)
LAWS = split(
    """Data Protection Act|Consumer Rights Act|Equal Opportunity Act|Clean Air Act|Tenancy Act|
    Working Time Act|Food Safety Act|Road Traffic Act|Public Records Act|Family Leave Act|
    Animal Welfare Act|Building Safety Act|Copyright Act|Noise Control Act|Fair Trading Act|
    Child Custody Act|Water Resources Act|Health and Safety Act|Insolvency Act|Gift Tax Act|
    Energy Efficiency Act|Mediation Act|Elections Act|Data Retention Act"""
)
THEORIES = split(
    """Utilitarianism|Social contract theory|Game theory|Virtue ethics|Attachment theory|
    Plate tectonics|Cognitive dissonance|Kin selection|Constructivism|Moral realism|
    Expected utility theory|Self-determination theory|Error theory|Emotivism|Systems theory|
    Natural law|Prospect theory|Rational choice theory|Big Bang theory|Germ theory|
    Social learning theory|Moral relativism|Institutionalism|Functionalism"""
)
REPORTS = split(
    """Sales Report January|Energy Use 2025|Customer Survey Results|Incident Summary December|
    Budget Review Q4|Site Inspection March|Market Outlook 2026|Staffing Report|Audit Findings 2025|
    Traffic Count Main Street|Water Quality Report|Churn Analysis Q1|Safety Review 2025|
    Warehouse Stocktake|Website Analytics February|Training Record 2025|Supplier Scorecard|
    Quarterly Forecast|Complaints Overview|Cash Flow Statement|Travel Costs 2025|Project Close-out|
    Fleet Mileage|Press Coverage"""
)
MONUMENTS = split(
    """Harbour Lighthouse|Old Town Gate|Memorial Arch|Market Cross|Liberty Column|City Walls|
    Fishermen's Memorial|Stone Bridge|Abbey Ruins|Clock Tower|Soldiers' Monument|Founders' Statue|
    Castle Keep|Observatory Hill|Roman Baths|Cathedral Crypt|Railway Viaduct|Peace Obelisk"""
)
TRAILS = split(
    """Ridge Walk|Lakeside Loop|Pine Valley Trail|Old Mill Path|Eagle Rock Trail|Coastal Path|
    Heron Marsh Boardwalk|Summit Trail|Birch Hollow Loop|Waterfall Track|Miners' Way|Sunset Ridge"""
)
TIPS = split(
    """Review access rights every quarter|Turn off devices overnight|Move old files to the archive|
    Answer new enquiries within a day|Order in larger batches|Take a short walk after lunch|
    Back up the database nightly|Test the smoke alarms|Water the plants early in the day|
    Renew the contract before June|Plan meals for the week|Rotate the keys|Clean the filters|
    Keep the password manager up to date|Compare prices before ordering|Stretch before running|
    Ask for feedback after each course|Split the invoice by department"""
)
PLANETS = split("Mercury|Venus|Earth|Mars|Jupiter|Saturn|Uranus|Neptune")
CONTINENTS = split("Africa|Antarctica|Asia|Europe|North America|Oceania|South America")
CHARACTERS = split(
    """Captain Mara Voss|Old Tobias|The Ferryman|Princess Ilsa|Detective Crane|Nurse Adeyemi|
    The Clockmaker|Little Finn|Professor Hale|Queen Odessa|Inspector Rook|Wren the Thief|
    Aunt Marigold|The Lamplighter|Sergeant Bohm|Doctor Quill|Juniper|The Stranger"""
)
MONSTERS = split(
    "Stone Troll|Marsh Wraith|Frost Wolf|Cave Spider|Ember Drake|Bone Golem|Sea Serpent"
)
WEAPONS = split("Longsword|Oak Bow|War Hammer|Dagger|Crossbow|Halberd|Throwing Axe|Quarterstaff")
QUESTS = split(
    """The Missing Miller|A Letter for the Keep|Wolves at the Ford|The Sunken Bell|Lost Caravan|
    Bread for the Garrison|The Broken Seal|Lights on the Moor"""
)
SHIPS = split("Northern Star|Albatross|Meridian|Sea Lark|Fortuna|Endeavour|Halcyon|Polar Dawn")
DRINKS = split(
    """Harbour Pale Ale|Dry Cider|Smoked Porter|Wheat Beer|Riesling|Pinot Noir|Negroni|Mint Julep|
    Old Fashioned|Amber Lager|Blackcurrant Stout|Prosecco"""
)
APPLICATIONS = split(
    """Field Notes|Expense Desk|Shift Planner|Stock Count|Visitor Book|Route Finder|Time Sheet|
    Price Watch|Team Calendar|Meter Reader|Loan Desk|Photo Vault|Help Desk|Parking Pass"""
)
PAGES = split(
    """Getting Started|Opening Hours|Release Notes|How to Return an Order|Style Guide|Glossary|
    House Rules|Travel Policy|Meeting Notes|Install Guide|Known Problems|Contact and Directions|
    Price List|Roadmap|Frequently Asked Questions|Team Handbook"""
)
NEWS = split(
    """What has changed over the past year, and what experts expect next.|
    Three people who do it every day tell what they have learned.|
    The figures behind a trend that few had foreseen.|
    A closer look at what works, what does not, and why.|
    An introduction for those who have never tried it.|
    The plan has supporters and critics; here is what both say.|
    Small towns were first, now the cities follow.|
    Five answers to questions that readers ask most often."""
)
