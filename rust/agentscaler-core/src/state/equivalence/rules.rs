//! What an equivalence forgives, laid out along the way into the rows.

use crate::error::Result;
use crate::state::error::StateError;
use crate::state::place::{Place, Step, parse_place};
use crate::state::schema::{Column, Fields, Schema, Timestamps};
use crate::state::value::{Text, Value};

/// A column whose values are made by tools and may be renamed.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub place: Place,
    /// Whether a renaming has to keep the order of the values.
    pub ordered: bool,
    /// Where new values come from: the column, and generated columns that refer to it.
    pub sources: Vec<Standing>,
    /// Wherever its values stand: the sources, and all columns that refer to it.
    pub places: Vec<Standing>,
    /// Texts that may mention them.
    pub texts: Vec<Place>,
}

/// A place that holds values of an owner.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub place: Place,
    /// Whether keys of the object of rows stand for the column too.
    pub is_key: bool,
}

/// What counts at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Rule {
    /// The generated column that values here belong to.
    pub owner: Option<usize>,
    pub ignored: bool,
    pub unordered: bool,
    pub tolerance: Option<f64>,
    /// Generated columns whose values may stand inside the text.
    pub mentions: Vec<usize>,
    names: Vec<(Text, Rule)>,
    items: Option<Box<Rule>>,
}

/// No rule: compared by value.
static PLAIN: Rule = Rule {
    owner: None,
    ignored: false,
    unordered: false,
    tolerance: None,
    mentions: Vec::new(),
    names: Vec::new(),
    items: None,
};

impl Rule {
    pub(super) fn name(&self, name: &Text) -> &Self {
        match self.names.binary_search_by(|(n, _)| n.cmp(name)) {
            Ok(at) => &self.names[at].1,
            Err(_) => &PLAIN,
        }
    }

    pub(super) fn item(&self) -> &Self {
        self.items.as_deref().unwrap_or(&PLAIN)
    }

    fn at(&mut self, path: &[Step]) -> &mut Self {
        let Some((step, rest)) = path.split_first() else {
            return self;
        };
        let next = match step {
            Step::Items => &mut **self.items.get_or_insert_default(),
            Step::Name(name) => {
                let at = self
                    .names
                    .binary_search_by(|(n, _)| n.cmp(name))
                    .unwrap_or_else(|at| {
                        self.names.insert(at, (name.clone(), Self::default()));
                        at
                    });
                &mut self.names[at].1
            }
        };
        next.at(rest)
    }

    fn get(&self, path: &[Step]) -> &Self {
        path.iter().fold(self, |rule, step| match step {
            Step::Items => rule.item(),
            Step::Name(name) => rule.name(name),
        })
    }

    /// Whether numbers may lie apart here or anywhere below.
    pub(super) fn is_near(&self) -> bool {
        let mut names = self.names.iter();
        self.tolerance.is_some()
            || names.any(|(_, rule)| rule.is_near())
            || self.items.as_ref().is_some_and(|rule| rule.is_near())
    }

    /// Calls `found` with each place that has a rule.
    fn each(&self, path: &mut Vec<Step>, found: &mut impl FnMut(&[Step], &Self)) {
        found(path, self);
        let items = self.items.iter().map(|rule| (Step::Items, &**rule));
        let names = self.names.iter();
        let names = names.map(|(name, rule)| (Step::Name(name.clone()), rule));
        for (step, rule) in names.chain(items) {
            path.push(step);
            rule.each(path, found);
            path.pop();
        }
    }
}

/// All rules of an equivalence.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    pub owners: Vec<Owner>,
    tables: Vec<TableRule>,
}

/// The rules of one table.
#[derive(Debug, Clone)]
struct TableRule {
    name: Text,
    /// The column that keys of an object of rows stand for.
    key: Option<Text>,
    row: Rule,
}

impl Rules {
    /// Rules of the rows of a table; on the row itself `unordered` speaks of the list of rows.
    pub(super) fn table(&self, name: &Text) -> &Rule {
        self.find(name).map_or(&PLAIN, |table| &table.row)
    }

    /// Rule of the keys of an object of rows.
    pub(super) fn key(&self, name: &Text) -> &Rule {
        match self.find(name) {
            Some(TableRule {
                key: Some(key),
                row,
                ..
            }) => row.name(key),
            _ => &PLAIN,
        }
    }

    /// Notes for each owner where its values come from, and where they stand.
    fn settle(&mut self) {
        let mut owners = std::mem::take(&mut self.owners);
        let generated: Vec<Place> = owners.iter().map(|owner| owner.place.clone()).collect();
        for table in &self.tables {
            table.row.each(&mut Vec::new(), &mut |path, rule| {
                let place = Place {
                    table: table.name.clone(),
                    path: path.to_vec(),
                };
                for &owner in &rule.mentions {
                    owners[owner].texts.push(place.clone());
                }
                let Some(owner) = rule.owner else { return };
                let is_key = matches!(
                    (path, &table.key),
                    ([Step::Name(name)], Some(key)) if name == key
                );
                let is_source = generated.contains(&place);
                let standing = Standing { place, is_key };
                if is_source {
                    owners[owner].sources.push(standing.clone());
                }
                owners[owner].places.push(standing);
            });
        }
        self.owners = owners;
    }

    fn find(&self, name: &Text) -> Option<&TableRule> {
        self.tables.iter().find(|table| table.name == *name)
    }

    fn table_mut(&mut self, name: &Text) -> &mut TableRule {
        let at = self.tables.iter().position(|table| table.name == *name);
        let at = at.unwrap_or_else(|| {
            let (name, row) = (name.clone(), Rule::default());
            self.tables.push(TableRule {
                name,
                key: None,
                row,
            });
            self.tables.len() - 1
        });
        &mut self.tables[at]
    }
}

/// Collects marks in any order; references are resolved at the end.
#[derive(Default)]
pub(super) struct Collector {
    rules: Rules,
    references: Vec<(Place, Place)>,
    mentions: Vec<(Place, Place)>,
    times: Vec<Place>,
}

impl Collector {
    fn rule(&mut self, place: &Place) -> &mut Rule {
        self.rules.table_mut(&place.table).row.at(&place.path)
    }

    fn generated(&mut self, place: &Place) {
        if self.rule(place).owner.is_some() {
            return;
        }
        let owner = self.rules.owners.len();
        self.rule(place).owner = Some(owner);
        self.rules.owners.push(Owner {
            place: place.clone(),
            ordered: false,
            sources: Vec::new(),
            places: Vec::new(),
            texts: Vec::new(),
        });
    }

    fn timestamps(&mut self, place: &Place, timestamps: Timestamps) {
        match timestamps {
            Timestamps::Ignored => self.rule(place).ignored = true,
            Timestamps::Ordered => {
                self.generated(place);
                self.times.push(place.clone());
            }
        }
    }

    /// Takes the marks of a schema.
    pub(super) fn schema(&mut self, schema: &Schema) {
        for table in schema.tables() {
            let rule = self.rules.table_mut(&table.name);
            // Several columns are the key of a list; a key of an object of rows is one string.
            rule.key = match &table.key[..] {
                [only] => Some(only.clone()),
                _ => None,
            };
            rule.row.unordered |= table.unordered;
            for column in &table.columns {
                self.column(&table.name, column);
            }
        }
    }

    fn column(&mut self, table: &Text, column: &Column) {
        let place = Place {
            table: table.clone(),
            path: column.path.clone(),
        };
        if column.generated {
            self.generated(&place);
        }
        if let Some(timestamps) = column.timestamps {
            self.timestamps(&place, timestamps);
        }
        let rule = self.rule(&place);
        rule.ignored |= column.ignored;
        rule.unordered |= column.unordered;
        rule.tolerance = column.tolerance.or(rule.tolerance);
        self.references.extend(
            column
                .references
                .iter()
                .map(|to| (place.clone(), to.clone())),
        );
        self.mentions
            .extend(column.mentions.iter().map(|to| (place.clone(), to.clone())));
    }

    /// Takes an equivalence as JSON, on top of what is there.
    pub(super) fn fields(&mut self, fields: &Fields<'_>) -> Result<()> {
        for field in ["ignored", "unordered", "generated"] {
            for text in fields.array(field)? {
                let place = parse_place(field, text)?;
                match field {
                    "ignored" => self.rule(&place).ignored = true,
                    "unordered" => self.rule(&place).unordered = true,
                    _ => self.generated(&place),
                }
            }
        }
        for (name, value) in fields.object("tolerance")?.iter().flat_map(|o| o.iter()) {
            let place = parse_place("tolerance", &Value::Text(name.clone()))?;
            let tolerance = match value {
                Value::Number(number) if number.to_f64() >= 0.0 => number.to_f64(),
                _ => return Err(fields.wrong("tolerance", "numbers from 0 on, by place")),
            };
            self.rule(&place).tolerance = Some(tolerance);
        }
        for (name, value) in fields.object("timestamps")?.iter().flat_map(|o| o.iter()) {
            let place = parse_place("timestamps", &Value::Text(name.clone()))?;
            let timestamps = match value.as_str() {
                Some("ignored") => Timestamps::Ignored,
                Some("ordered") => Timestamps::Ordered,
                _ => return Err(fields.wrong("timestamps", "\"ignored\" or \"ordered\", by place")),
            };
            self.timestamps(&place, timestamps);
        }
        for (name, to) in fields.object("references")?.iter().flat_map(|o| o.iter()) {
            let from = parse_place("references", &Value::Text(name.clone()))?;
            self.references.push((from, parse_place("references", to)?));
        }
        for (name, places) in fields.object("mentions")?.iter().flat_map(|o| o.iter()) {
            let from = parse_place("mentions", &Value::Text(name.clone()))?;
            for to in places.as_array().unwrap_or(std::slice::from_ref(places)) {
                self.mentions
                    .push((from.clone(), parse_place("mentions", to)?));
            }
        }
        for (table, key) in fields.object("keys")?.iter().flat_map(|o| o.iter()) {
            let Value::Text(key) = key else {
                return Err(fields.wrong("keys", "names of columns, by table"));
            };
            self.rules.table_mut(table).key = Some(key.clone());
        }
        Ok(())
    }

    /// # Errors
    /// [`StateError::Form`] for references that go in a circle.
    pub(super) fn finish(mut self) -> Result<Rules> {
        for (from, _) in &self.references {
            let mut place = from;
            let mut steps = 0;
            // The last generated column on the way: one that refers to another repeats its values.
            let mut owner = None;
            loop {
                let rule = self
                    .rules
                    .find(&place.table)
                    .map(|table| table.row.get(&place.path));
                owner = rule.and_then(|rule| rule.owner).or(owner);
                match self.references.iter().find(|(from, _)| from == place) {
                    Some((_, to)) => place = to,
                    None => break,
                }
                steps += 1;
                if steps > self.references.len() {
                    let what = "references go in a circle".into();
                    return Err(StateError::Form {
                        place: from.to_string(),
                        what,
                    }
                    .into());
                }
            }
            self.rules.table_mut(&from.table).row.at(&from.path).owner = owner;
        }
        for (from, to) in std::mem::take(&mut self.mentions) {
            let owner = self
                .rules
                .find(&to.table)
                .and_then(|t| t.row.get(&to.path).owner);
            if let Some(owner) = owner {
                self.rule(&from).mentions.push(owner);
            }
        }
        for place in std::mem::take(&mut self.times) {
            if let Some(owner) = self.rule(&place).owner {
                self.rules.owners[owner].ordered = true;
            }
        }
        self.rules.settle();
        Ok(self.rules)
    }
}
