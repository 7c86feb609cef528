"""Music, film, books, games and sport."""

from __future__ import annotations

from agentscaler.environments.seeding.facts.lines import split

SONGS = split(
    """Paper Lanterns|Midnight Ferry|Golden Hour Drive|Hollow Pines|Letters from Lisbon|Neon Rain|
    Slow Burning Light|Salt and Honey|The Long Way Down|Satellite Hearts|Winter Garden|
    Ghost of a Chance|Carousel|Blue Monday Morning|Static on the Line|Undertow|
    Copper Moon|Dancing in the Hallway|Edge of the Map|Falling Upward|Homebound|Kerosene|
    Lighthouse|Ordinary Magic|Quiet Riot of Flowers|Runaway Summer|Silver Tongue|Tidal"""
)
ALBUMS = split(
    """Northern Rooms|The Weather Inside|Afterglow|Small Hours|Maps for the Lost|Electric Orchard|
    Postcards|Between Two Rivers|Lowlands|Held Breath|Tin Roof Sessions|Second Nature|
    Parallel Lines of Rain|Glasshouse|Everything Returns|Harbour Songs|Wild Geometry|Overland|
    Soft Machines|Night Bus Diaries"""
)
ARTISTS = split(
    """The Velvet Foxes|Marina Holt|Glass Harbour|Kodiak Summer|Elias Brandt|Low Tide Choir|
    Paper Satellites|Nadia Rowe|The Night Bakers|Cedar & Ash|Juno Valentine|Static Bloom|
    Orchard Street|Tomas Vidal|Silver Arcade|Hollow Coast|Mira Okada Trio|The Quiet Ones|
    Amber Lane|Fjord|Delta Parade|Ivory Mills"""
)
GENRES = split(
    """Indie Rock|Jazz|Electronic|Hip-Hop|Classical|Folk|Pop|Soul|Ambient|Blues|Country|Metal|
    Reggae|House"""
)
PLAYLISTS = split(
    """Late Night Drive|Morning Coffee|Deep Focus|Sunday Vinyl|Road Trip 2026|Gym Power Hour|
    Dinner with Friends|Rainy Day Jazz|Indie Discoveries|90s Throwback|Sleep Well|Party Starters|
    Acoustic Evenings|Running 160 BPM|Summer Terrace|Study Beats|Songs for Dad|Throwback Fridays|
    Garden Barbecue|New Releases"""
)
PODCASTS = split(
    """The Slow Newsroom|Kitchen Chemistry|Founders at Work|History in Ten Objects|Deep Water|
    Money, Plainly|The Science Hour|Trails & Tales|Code Review|Small Town Mysteries|
    The Garden Shed|Open Mic Stories"""
)
EPISODES = split(
    """Why We Sleep Less|The Night Train|A Recipe for Trust|Inside the Vault|The Lost Harbour|
    What Bees Know|Starting Over at Fifty|The Price of Salt|Signals|Letters Home|The Last Mile|
    Ten Minutes of Silence|The Inventor|Crossing the Ice|Second Chances"""
)
MOVIES = split(
    """The Last Harbour|Paper Moons|A Winter in Lisbon|Ironclad|The Cartographer|Beneath the Ice|
    Midnight Orchard|Signal Lost|The Quiet Valley|Copperhead Road|Falling Stars|House of Mirrors|
    The Beekeeper's Son|Northbound|Echoes of Venice|Dead Reckoning Bay|The Understudy|
    Red Lantern Inn|
    Operation Sandstorm|Little Giants of Elm Street|The Violinist|Zero Hour Express"""
)
SHOWS = split(
    """Harbor Lights|The Night Shift|Second Street|Cold Signal|The Bakers|North of Here|
    Undercurrent|Family Ties Again|The Archive|Borderline|Good Neighbours|Deep Space Nine Lives"""
)
FILM_GENRES = split(
    """Drama|Comedy|Thriller|Science Fiction|Documentary|Animation|Romance|Adventure|Mystery|
    Fantasy|Horror|Crime"""
)
RATINGS_FILM = ("PG-13", "PG", "R", "G", "TV-14")
BOOKS = split(
    """The Lighthouse Keeper's Daughter|A Short History of Maps|The Glass Orchard|Winter Ledger|
    On the Nature of Rivers|The Clockmaker's Apprentice|Salt Roads|Letters to an Unknown City|
    The Last Botanist|Principles of Good Design|A Year in the Mountains|The Silent Archive|
    Bread and Stone|The Mathematics of Chance|Under a Paper Sky|The Second Harvest|
    Thinking in Systems Today|The Night Librarian|Gardens of the North|The Bridge at Dawn|
    Cooking with Fire|The Secret Life of Numbers"""
)
RECORD_LABELS = split("Northern Tone|Paper Moon Records|Harbour Sound|Blue Door Music|Fjord Discs")
PUBLISHERS = split(
    """Quill House|Meridian Press|Northern Lights Books|Larkspur & Sons|Fieldstone|
    Harbour Editions"""
)
GAMES = split(
    """Starforge|Kingdoms of Ember|Puzzle Harbor|Rally Legends|Deepwater|Skyline Builder|
    Shadow Circuit|Farm & Friends|Chess Masters|Frostbound|Pixel Raiders|Cargo Run|
    Echo Valley|Turbo Drift"""
)
ARTICLES = split(
    """How Small Shops Compete Online|Five Habits of Resilient Teams|The Return of Night Trains|
    What the New Tax Rules Mean|A Field Guide to Urban Birds|Why Cities Plant Trees|
    Ten Ways to Cook Lentils|Inside the Battery Boom|Remote Work, Five Years On|
    The Quiet Revolution in Farming|Lessons from a Failed Launch|How to Read a Balance Sheet|
    Understanding Sleep|The Future of Public Libraries|Choosing Your First Telescope|
    Getting Started with Composting|Interview: Building for Accessibility|The Art of the Apology"""
)
NEWS_SOURCES = split(
    """The Daily Courier|Harbor Times|City Chronicle|Science Weekly|Northern Post|Market Watchers|
    Tech Ledger|Global Dispatch"""
)
TOPICS = split(
    """technology|climate|health|business|education|travel|science|sports|culture|food|politics|
    finance|design|music|gardening"""
)
SPORTS = split("Football|Basketball|Tennis|Baseball|Ice hockey|Cricket|Rugby|Volleyball|Handball")
LEAGUES = split("Premier Division|National League|Champions Cup|Western Conference|Super Series")
CLUBS = split(
    """Seattle Herons|Boston Mariners|Denver Peaks|Miami Tide|Chicago Gales|Austin Comets|
    Portland Rovers|Atlanta Foxes|Nashville Strings|Phoenix Heat Hawks|Detroit Pistoneers|
    Dallas Rangers United|Houston Orbit|Brooklyn Borough|Milwaukee Millers|San Diego Surf"""
)
POSITIONS = split("Goalkeeper|Defender|Midfielder|Forward|Point Guard|Center|Pitcher|Quarterback")
VENUES = split(
    """Riverside Arena|Grand Hall|Old Mill Theatre|Lakeside Pavilion|City Stadium|Harbour Stage|
    The Foundry|Botanical Garden Pavilion|Union Square Auditorium|The Glasshouse|Town Hall|
    Skyline Rooftop"""
)
QUOTES = split(
    """Small steps, taken daily, go far.|Measure twice, cut once.|Say less and listen longer.|
    A calm sea never made a skilled sailor.|What is clear need not be loud.|
    Begin where you are with what you have.|Good work is its own advertisement."""
)
SPECIES = split(
    """Canis lupus|Panthera leo|Ursus arctos|Aquila chrysaetos|Lynx lynx|Vulpes vulpes|
    Quercus robur|Delphinus delphis|Bubo bubo|Cervus elaphus|Salmo salar|Pinus sylvestris"""
)
ANIMALS = split("wolf|lion|brown bear|golden eagle|lynx|red fox|dolphin|owl|red deer|salmon")
PETS = split("Milo|Luna|Bella|Rocky|Coco|Simba|Daisy|Oscar|Nala|Toby|Ruby|Felix|Poppy|Bruno|Willow")
BREEDS = split(
    """Labrador Retriever|Beagle|Siamese|Maine Coon|Border Collie|Poodle|German Shepherd|
    British Shorthair|Dachshund|Mixed breed"""
)
