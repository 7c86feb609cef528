"""Companies, departments, jobs and the words of commerce."""

from __future__ import annotations

from agentscaler.environments.seeding.facts.lines import split

STEMS = split(
    """Northgate|Bluewater|Riverside|Summit|Harborview|Cedarwood|Silverline|Greenfield|Stonebridge|
    Lakeshore|Brightwell|Oakmont|Fairview|Redwood|Ironbridge|Sunrise|Westbrook|Clearwater|Highland|
    Kingsley|Maplewood|Eastgate|Pinecrest|Ashford|Hillcrest|Meridian|Copperfield|Larkspur|Windmere|
    Foxglove"""
)
"""Places and things that companies, clinics, schools and shops call themselves after."""
COMPANY_TAILS = split(
    """Logistics|Software|Foods|Consulting|Industries|Analytics|Media|Energy|Textiles|Robotics|
    Partners|Design|Health|Systems|Engineering|Supplies|Insurance|Labs|Travel"""
)
LEGAL = {
    "US": ("Inc.", "LLC"),
    "GB": ("Ltd", "plc"),
    "CA": ("Inc.", "Ltd."),
    "AU": ("Pty Ltd",),
    "DE": ("GmbH", "AG"),
    "FR": ("SARL", "SA"),
}
INDUSTRIES = split(
    """Logistics|Software|Retail|Healthcare|Manufacturing|Financial services|Education|Energy|
    Hospitality|Construction|Media|Agriculture|Insurance|Telecommunications|Automotive"""
)
DEPARTMENTS = split(
    """Engineering|Finance|Customer Support|Marketing|Sales|Human Resources|Operations|Legal|
    Product|Procurement|Research|Facilities|Data|Quality Assurance|Security|Design"""
)
TEAMS = split(
    """Payments|Platform|Growth|Data Infrastructure|Checkout|Mobile|Search|Identity|
    Customer Success|
    Logistics|Billing|Site Reliability|Security|Design Systems|Onboarding|Analytics|Field Service|
    Integrations|Content|Partnerships|Internal Tools|Fraud Prevention|Release|Localization"""
)
JOBS = split(
    """Software Engineer|Account Manager|Data Analyst|Product Manager|Support Specialist|
    Financial Controller|UX Designer|Operations Coordinator|HR Business Partner|
    Sales Representative|
    DevOps Engineer|Marketing Manager|Legal Counsel|Office Manager|QA Engineer|Technical Writer|
    Procurement Specialist|Team Lead|Research Scientist|Solutions Architect|Recruiter|
    Payroll Specialist|Security Engineer|Warehouse Supervisor"""
)
PROJECTS = split(
    """Website Redesign|Mobile App Launch|Warehouse Migration|Customer Portal|Data Platform Upgrade|
    Office Relocation|Annual Report 2025|Billing Automation|Loyalty Programme|Supplier Onboarding|
    Payroll Integration|Search Relaunch|Energy Audit|Brand Refresh|Checkout Redesign|
    Support Chatbot|Inventory Forecast|Security Review|Partner API|Accessibility Review|
    Cloud Migration|Field Sales Toolkit|Market Entry Nordics|Quality Dashboard"""
)
CAMPAIGNS = split(
    """Spring Sale 2026|New Year Offers|Back to School|Welcome Series|Loyalty Weekend|
    Winter Clearance|Product Launch Teaser|Summer Preview|Referral Bonus|Abandoned Cart Reminder|
    Valentine's Gifts|Newsletter February|Local Store Opening|Brand Awareness Q1|Members First|
    Holiday Gift Guide|Free Shipping Week|Customer Survey|Trade Fair Invitation|Webinar Sign-up"""
)
EVENTS = split(
    """Spring Product Launch|Quarterly Planning|Team Retrospective|Customer Advisory Day|
    Design Workshop|Annual General Meeting|Onboarding Session|Open House|Safety Training|
    Budget Review|Charity Run|Jazz Evening|Developer Meetup|Board Meeting|Hiring Fair|
    Roadmap Review|Wine Tasting|Photography Walk|Science Night|Sales Kick-off|Book Club|
    Supplier Conference|Panel on Renewable Energy|Farewell Lunch"""
)
COURSES = split(
    """Introduction to Statistics|Modern European History|Organic Chemistry|Data Structures|
    Creative Writing|Linear Algebra|Microeconomics|Spanish for Beginners|Machine Learning|
    World Literature|Human Anatomy|Project Management Basics|Public Speaking|Environmental Science|
    Digital Photography|Web Development|Financial Accounting|Philosophy of Mind|Music Theory|
    Cell Biology|Negotiation Skills|Astronomy|Cybersecurity Fundamentals|Art History"""
)
SUBJECTS = split(
    """Mathematics|Biology|History|Chemistry|Physics|Literature|Economics|Geography|Art|
    Computer Science|Music|Philosophy"""
)
SKILLS = split(
    """Python|project management|SQL|negotiation|Excel|public speaking|React|accounting|Java|
    data analysis|copywriting|customer service|Kubernetes|French|machine learning|UX research"""
)
ISSUES = split(
    """Login page times out on mobile|Export to CSV drops the last row|Invoice shows wrong tax rate|
    Password reset email is not delivered|Search returns archived items|
    Slow loading of the dashboard|
    Duplicate notifications after update|Address form rejects apartment numbers|
    Cannot upload files over 10 MB|Wrong time zone in reports|Printer on third floor offline|
    Checkout button unresponsive in Safari|Request access to the finance folder|
    Broken link in welcome email|App crashes when rotating the screen|VPN disconnects every hour|
    Refund not shown on statement|Sync fails for large calendars|Add dark mode|
    Currency symbol missing on receipts|Two-factor code arrives late|Chart axis labels overlap|
    Permission error when saving drafts|Update onboarding guide"""
)
TASKS = split(
    """Prepare the quarterly figures|Review the supplier contract|Update the onboarding guide|
    Book the meeting room|Send the signed offer|Order replacement parts|Draft the press release|
    Call the landlord back|Check the backup report|Plan the team offsite|Renew the domain|
    Write release notes|Collect feedback from pilot users|Reconcile the January invoices|
    Schedule interviews|Clean up old accounts|Translate the help pages|Test the new checkout|
    Archive closed projects|Set up the demo account|Proofread the brochure|Pay the venue deposit|
    Inventory the storage room|Confirm travel dates"""
)
DOCUMENTS = split(
    """Employment Contract|Quarterly Report Q4 2025|Supplier Agreement|Meeting Minutes January|
    Product Requirements|Onboarding Checklist|Travel Expense Policy|Security Guidelines|
    Market Analysis 2026|Offer Letter|Project Charter|Style Guide|Non-Disclosure Agreement|
    Inventory List|Floor Plan|Press Kit|Training Manual|Budget 2026|Audit Findings|User Guide|
    Service Level Agreement|Board Presentation|Warranty Terms|Risk Register"""
)
CATEGORIES = split(
    """Electronics|Home & Garden|Books|Sports & Outdoors|Clothing|Toys & Games|Beauty|Groceries|
    Pet Supplies|Office Supplies|Tools|Furniture|Health|Music|Travel|Automotive|Stationery|
    Jewelry"""
)
ROLES = split(
    """Administrator|Editor|Viewer|Billing Manager|Support Agent|Auditor|Developer|Project Lead|
    Analyst|Contributor|Moderator|Read-only Guest|Security Officer|Content Manager|Operator|Owner"""
)
PLANS = split("Starter|Professional|Business|Enterprise|Basic|Premium|Team|Family|Student|Trial")
PAYMENT_METHODS = ("credit_card", "bank_transfer", "paypal", "debit_card", "gift_card", "invoice")
CARD_BRANDS = ("Visa", "Mastercard", "American Express", "Discover")
BANKS = split(
    """Harbor National Bank|First Lakeside Bank|Meridian Trust|Union Savings Bank|
    Commerce & Trade Bank|Cooperative Bank of the North|Silverline Credit Union|Old Mill Bank"""
)
ACCOUNTS = split(
    """Everyday Checking|Rainy Day Savings|Household Account|Business Operating|Travel Fund|
    Joint Checking|Payroll Account|Tax Reserve|Money Market|Children's Savings|
    Emergency Fund|Project Account|Holiday Savings|Student Account|Retirement Savings|Petty Cash"""
)
LEDGER = split(
    """Accounts Receivable|Office Supplies|Sales Revenue|Travel Expenses|Rent|Payroll|
    Cost of Goods Sold|Consulting Income|Utilities|Bank Fees|Equipment|Insurance"""
)
MERCHANTS = split(
    """Corner Bakery|City Transit|Greenleaf Grocers|Northside Pharmacy|Lakeview Cinema|
    Harbor Fuel|Paper & Ink|Sunrise Fitness|Metro Parking|The Copper Kettle|Blue Door Books|
    Highland Electric|Valley Water|Quickfix Auto|Garden & Co"""
)
STOCKS = split(
    """AAPL Apple Inc.|MSFT Microsoft Corporation|GOOGL Alphabet Inc.|AMZN Amazon.com, Inc.|
    NVDA NVIDIA Corporation|TSLA Tesla, Inc.|JPM JPMorgan Chase & Co.|V Visa Inc.|
    KO The Coca-Cola Company|NFLX Netflix, Inc.|DIS The Walt Disney Company|INTC Intel Corporation|
    PFE Pfizer Inc.|NKE NIKE, Inc.|WMT Walmart Inc.|IBM IBM Corporation|ORCL Oracle Corporation|
    ADBE Adobe Inc.|CSCO Cisco Systems, Inc.|PEP PepsiCo, Inc.|MCD McDonald's Corporation|
    BA The Boeing Company|XOM Exxon Mobil Corporation|CAT Caterpillar Inc."""
)
EXCHANGES = ("NASDAQ", "NYSE", "LSE", "XETRA", "EURONEXT", "TSX")
COINS = split(
    """BTC Bitcoin|ETH Ethereum|SOL Solana|ADA Cardano|XRP XRP|DOT Polkadot|LTC Litecoin|
    AVAX Avalanche|LINK Chainlink|MATIC Polygon|DOGE Dogecoin|ATOM Cosmos"""
)
SECTORS = split(
    """Technology|Healthcare|Financials|Energy|Consumer Staples|Industrials|Utilities|Materials|
    Real Estate|Communication Services"""
)
CURRENCIES = split("USD|EUR|GBP|CAD|AUD|CHF|JPY|SEK")
CURRENCY_NAMES = {
    "USD": ("US dollar", "$"),
    "EUR": ("Euro", "€"),
    "GBP": ("Pound sterling", "£"),
    "CAD": ("Canadian dollar", "CA$"),
    "AUD": ("Australian dollar", "A$"),
    "CHF": ("Swiss franc", "CHF"),
    "JPY": ("Japanese yen", "¥"),
    "SEK": ("Swedish krona", "kr"),
}
CARRIERS = ("UPS", "FedEx", "DHL", "USPS", "DPD", "GLS")
SHIPPING = ("Standard", "Express", "Overnight", "Pickup", "Economy")
INCIDENTS = split(
    """Elevated error rate in checkout|Database failover in primary region|Slow API responses|
    Email delivery delayed|Login outage for single sign-on users|Disk almost full on log servers|
    Expired certificate on status page|Packet loss between data centers|Queue backlog growing|
    Failed nightly backup|Memory leak in worker pool|Payment provider unreachable|
    Search index out of date|High CPU on reporting cluster|DNS resolution failures|
    Broken deployment rolled back"""
)
VEHICLES = split(
    """Toyota Corolla|Volkswagen Golf|Ford Focus|Honda Civic|Tesla Model 3|Renault Clio|BMW 320i|
    Hyundai Ioniq 5|Subaru Outback|Volvo XC60|Mazda CX-5|Kia Sportage|Ford Transit|
    Mercedes-Benz Sprinter|Nissan Leaf|Skoda Octavia|Chevrolet Bolt|Audi A4"""
)
