//! Lines to verdicts.

use std::collections::BTreeMap;

use super::gold::{Gold, Setting};
use super::repetition::Ngrams;
use super::settings::Settings;
use super::tools::{ReadTools, Shelf, Tools};
use super::verdict::{Judged, Stage, Verdict};
use super::{alignment, exact, repetition, validity};
use crate::cancel::Cancel;
use crate::error::Result;
use crate::pool::Pool;
use crate::trajectory::Record;

/// The stages with their settings, and the tasks that trajectories are attempts at.
///
/// ```
/// use std::collections::BTreeMap;
/// use agentscaler_core::filter::{Funnel, Settings};
/// use agentscaler_core::{Cancel, Pool};
///
/// let pool = Pool::new(2, Cancel::default())?;
/// let settings = Settings { alignment: false, exact: false, ..Settings::default() };
/// let funnel = Funnel::new(settings, &BTreeMap::new(), &[] as &[&[u8]], &pool)?;
/// let lines = [
///     r#"{"id": "a", "messages": [{"role": "user", "content": "Hi"},
///         {"role": "assistant", "content": "Hello!"}]}"#,
///     r#"{"id": "b", "messages": [{"role": "user", "content": "Hi"}]}"#,
///     r#"{"id": "c", "messages": [{"role": "user", "content": "Hi""#,
/// ];
/// let verdicts = funnel.run(&lines, &pool)?;
/// let reasons: Vec<_> = verdicts.iter().map(|verdict| verdict.reason).collect();
/// assert_eq!(reasons, [None, Some("no_assistant"), Some("not_json")]);
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Funnel {
    settings: Settings,
    gold: Gold,
    shelf: Shelf,
}

/// Lines that one thread takes at a time: enough that room and tools are used again, few enough
/// that threads end together.
const GROUP: usize = 32;

/// What a thread uses again from line to line.
#[derive(Default)]
struct Room {
    tools: Option<ReadTools>,
    text: String,
    ngrams: Ngrams,
}

impl Room {
    /// The tools of the line before, as they are written.
    fn known(&self) -> &str {
        match self.tools.as_deref() {
            Some(Ok(tools)) => &tools.written,
            _ => "",
        }
    }
}

impl Funnel {
    /// Reads the tasks; `settings` are the environments by name.
    ///
    /// # Errors
    /// [`Error::Argument`](crate::Error::Argument) for settings that cannot be,
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn new<T: AsRef<[u8]> + Sync>(
        settings: Settings,
        environments: &BTreeMap<String, Setting>,
        tasks: &[T],
        pool: &Pool,
    ) -> Result<Self> {
        settings.check()?;
        Ok(Self {
            settings,
            gold: Gold::new(environments, tasks, pool)?,
            shelf: Shelf::default(),
        })
    }

    /// Records that were given as tasks and have no id: number from 1, and why.
    pub fn lost_tasks(&self) -> &[(usize, String)] {
        &self.gold.lost
    }

    /// A verdict for each line, in their order.
    ///
    /// The result depends neither on the number of threads nor on how lines are cut into batches.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::Error::Cancelled); never for what stands in a line.
    pub fn run<L: AsRef<[u8]> + Sync>(&self, lines: &[L], pool: &Pool) -> Result<Vec<Verdict>> {
        let groups: Vec<&[L]> = lines.chunks(GROUP).collect();
        let judged = pool.map(groups.len(), |group| {
            let mut room = Room::default();
            let lines = groups[group].iter();
            lines
                .map(|line| self.one(line.as_ref(), &mut room, pool.cancel()))
                .collect::<Result<Vec<_>>>()
        })?;
        Ok(judged.into_iter().flatten().collect())
    }

    fn one(&self, line: &[u8], room: &mut Room, cancel: &Cancel) -> Result<Verdict> {
        cancel.check()?;
        let record = match Record::read_with(line, room.known()) {
            Ok(record) => record,
            Err(malformed) => return Ok(Verdict::unreadable(*malformed)),
        };
        let id = record.id.map(|id| id.text().into_owned());
        for stage in Stage::ALL {
            if let Err(drop) = self.stage(stage, &record, room, cancel)? {
                return Ok(Verdict::drop(id, stage, *drop));
            }
        }
        Ok(Verdict::keep(id))
    }

    fn stage(
        &self,
        stage: Stage,
        record: &Record<'_>,
        room: &mut Room,
        cancel: &Cancel,
    ) -> Result<Judged> {
        let settings = &self.settings;
        Ok(match stage {
            Stage::Validity if settings.validity => {
                let tools = record.tools.map(|written| self.tools(written, room));
                validity::judge(record, tools.as_deref(), settings, &mut room.text)
            }
            Stage::Repetition if settings.repetition => {
                repetition::judge(record, settings, &mut room.ngrams, &mut room.text)
            }
            Stage::Alignment if settings.alignment => {
                alignment::judge(record, &self.gold, settings, cancel)?
            }
            Stage::Exact if settings.exact => exact::judge(record, &self.gold, settings),
            _ => Ok(()),
        })
    }

    fn tools(&self, written: &str, room: &mut Room) -> ReadTools {
        let is_it = |tools: &&ReadTools| {
            let read: &std::result::Result<Tools, String> = tools;
            read.as_ref().is_ok_and(|tools| &*tools.written == written)
        };
        if let Some(known) = room.tools.as_ref().filter(is_it) {
            return known.clone();
        }
        let tools = self.shelf.get(written);
        room.tools = Some(tools.clone());
        tools
    }
}
