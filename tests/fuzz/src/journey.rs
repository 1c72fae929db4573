//! Out and home: cards are carried to another stage and back, over boards in memory, by the very code
//! that plans moves. No disk is touched.

mod lines;
mod world;

use flow_core::board::{Board, Card};
use flow_core::inline;
use flow_core::plan::{Move, MoveKind, Plan, PlanError};
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;
use flow_core::workflow::{CardKind, Stage, StageName, Standing, Workflow, names};

use self::lines::{
    alike, but, but_definitions, defined_once, is_definition, kept_bare, lines_of, rest, same,
};
pub use self::world::World;
use crate::law;

/// What happened on a journey.
#[derive(Debug, Default)]
pub struct Tale {
    /// Moves out that were made, each with its way home.
    pub moved: usize,
    /// Moves that were refused, with nothing changed.
    pub refused: usize,
    /// Whether the boards could be read at all.
    pub unreadable: bool,
    /// What happened, in a few words each, for the signature.
    pub told: Vec<String>,
}

/// Takes up to `most` cards out and home, beginning with the `pick`th, then two at once, then one with a
/// person's edit in between.
///
/// # Errors
/// Says which law does not hold.
pub fn travel(world: &World, pick: usize, most: usize) -> Result<Tale, String> {
    let mut tale = Tale::default();
    let snapshot = match world.snapshot() {
        Ok(snapshot) => snapshot,
        Err(error) => {
            tale.unreadable = true;
            tale.told.push(kind(&error.to_string()));
            return Ok(tale);
        }
    };
    let mut moves = Vec::new();
    let live = snapshot.boards().iter().flat_map(|board| &board.cards).filter(|card| !card.closed);
    for card in live {
        let alone =
            snapshot.cards_of(&card.id).iter().filter(|(_, card)| !card.closed).count() == 1;
        if !alone {
            // Where an id stands twice, which of the two is meant cannot be told afterwards.
            tale.told.push("twice".into());
            continue;
        }
        let onwards = world.workflow.next(&card.stage).map(|stage| &stage.name);
        let to = onwards.or(world.workflow.previous(&card.stage).map(|stage| &stage.name));
        moves.extend(to.map(|to| Move {
            id: card.id.clone(),
            from: card.stage.clone(),
            to: to.clone(),
            kind: MoveKind::Advance,
            why: None,
            force: false,
        }));
    }
    if moves.is_empty() {
        return Ok(tale);
    }
    let mut made: Vec<Move> = Vec::new();
    for at in 0..moves.len().min(most) {
        let mov = &moves[(pick + at) % moves.len()];
        let said = |error| format!("{} from {} to {}: {error}", mov.id, mov.from, mov.to);
        if out_and_home(world, &snapshot, mov, &mut tale).map_err(said)? {
            made.push(mov.clone());
        }
    }
    match &made[..] {
        [one, other, ..] => crossed(world, one, other, pick, &mut tale)?,
        [one] => edited(world, one, pick, &mut tale)?,
        [] => {}
    }
    Ok(tale)
}

/// The first words of an error, without what is peculiar to one board.
fn kind(message: &str) -> String {
    let plain = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase());
    message.split_whitespace().filter(plain).take(8).collect::<Vec<_>>().join(" ")
}

fn home(mov: &Move, kind: MoveKind) -> Move {
    Move { from: mov.to.clone(), to: mov.from.clone(), kind, ..mov.clone() }
}

/// Whether a way home may be refused: where the stage is over its limit, or moves there are forbidden.
fn may_stay(error: &PlanError) -> bool {
    matches!(error, PlanError::Full { .. } | PlanError::Illegal { .. })
}

/// One card out, and home in both ways: to the byte.
fn out_and_home(
    world: &World,
    before: &Snapshot,
    mov: &Move,
    tale: &mut Tale,
) -> Result<bool, String> {
    let plan = match world.plan(mov) {
        Ok(plan) => plan,
        Err(error) => {
            tale.refused += 1;
            tale.told.push(kind(&error.to_string()));
            return Ok(false);
        }
    };
    let mut there = world.clone();
    there.apply(&plan)?;
    let after = there.snapshot().map_err(|error| format!("the boards cannot be read: {error}"))?;
    arrived(&world.workflow, before, &after, &plan)?;
    tale.told.push(format!("{} {}", plan.files.len(), plan.notes.len()));
    // A card that left the boards can only be fetched back by undoing.
    let ways = [MoveKind::Undo, MoveKind::Back];
    let left = world.workflow.stage(&mov.to).board.is_none();
    for way in ways.into_iter().take(if left { 1 } else { 2 }) {
        match there.plan(&home(mov, way)) {
            Ok(back) => {
                let mut here = there.clone();
                here.apply(&back)?;
                // What was archived is on no disk here, so the exact way, which looks at it, is closed.
                match left && world.workflow.stage(&mov.to).archive.is_some() {
                    true => alike(&here, world)?,
                    false => same(&here, world)?,
                }
            }
            Err(error) if may_stay(&error) => tale.told.push("stays".into()),
            Err(error) => return Err(format!("it cannot go home: {error}")),
        }
    }
    tale.moved += 1;
    Ok(true)
}

/// The card stands in its new stage with every line of its body, and no other line of any board has
/// gone, come or changed its order.
fn arrived(
    workflow: &Workflow,
    before: &Snapshot,
    after: &Snapshot,
    plan: &Plan,
) -> Result<(), String> {
    let mov = &plan.mov;
    let (from, old) = live(before, mov, &mov.from).ok_or("it was not there")?;
    let to = workflow.stage(&mov.to);
    let new = live(after, mov, &mov.to);
    law!(new.is_some() == to.board.is_some(), "it does not stand in {}", mov.to);
    law!(live(after, mov, &mov.from).is_none(), "it still stands in {}", mov.from);
    if let Some((board, new)) = new {
        if [old.kind, new.kind].contains(&CardKind::Own) {
            let (was, is) = (from.format.told(from, old), board.format.told(board, new));
            told(workflow, &was, &is, to, new.kind)?;
            let whole = |board: &Board| board.text[board.outline.start..].to_owned();
            let below =
                |board: &Board, card: &Card| board.text[card.head_end..card.range.end].to_owned();
            match (workflow.stage(&mov.from).keeps_files(), to.keeps_files()) {
                // A file may say its stage in its text.
                (true, true) => carried(&whole(from), &whole(board), to)?,
                (false, true) => filed(&whole(board), &below(from, old), &board.task(new))?,
                (true, false) => filed(&whole(from), &below(board, new), &from.task(old))?,
                (false, false) => {}
            }
        } else if [old.kind, new.kind].contains(&CardKind::Row) {
            told(workflow, &from.task(old), &board.task(new), to, new.kind)?;
        } else {
            law!(board.slice(&new.title) == from.slice(&old.title), "its title is another");
            let body = |board: &Board, card: &Card| {
                board.text[card.head_end.min(card.range.end)..card.range.end].to_owned()
            };
            // At the end of a board, the definitions with which a card closes are the board's.
            let closing = &board.text[board.outline.end..board.outline.closed];
            carried(&body(from, old), &(body(board, new) + "\n" + closing), to)?;
        }
    }
    for board in before.boards() {
        let Some(later) = after.board(&board.path) else {
            law!(
                workflow.stage(&mov.from).keeps_files() && board.path == from.path,
                "a board is gone"
            );
            continue;
        };
        let was = (board.path == from.path).then(|| old.range.clone());
        let is = new.filter(|(to, _)| to.path == board.path).map(|(_, card)| card.range.clone());
        let (was, is) = (rest(board, was, workflow), rest(later, is, workflow));
        let is = but_definitions(is, &was, &from.text);
        let other = was.iter().zip(&is).position(|(was, is)| was != is);
        let other = other.unwrap_or(was.len().min(is.len()));
        law!(
            was == is,
            "{}: other lines differ: {:?} instead of {:?}",
            board.path,
            is.get(other),
            was.get(other)
        );
    }
    Ok(())
}

/// The live card of a move in a stage, where exactly one is there.
fn live<'a>(
    snapshot: &'a Snapshot,
    mov: &Move,
    stage: &StageName,
) -> Option<(&'a Board, &'a Card)> {
    let cards = snapshot.cards_of(&mov.id);
    let mut own = cards.into_iter().filter(|(_, card)| card.stage == *stage && !card.closed);
    let one = own.next();
    one.filter(|_| own.next().is_none())
}

/// What a field is called, however it is spelt; those that mean the same by `[names]` have one name.
fn called(workflow: &Workflow, name: &str) -> String {
    let meant = workflow.names.fields().into_iter().find(|meant| names::is_one(meant, name));
    let name = meant.and_then(|meant| meant.first()).map_or(name, String::as_str);
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The names of the fields that entering a stage writes, in small letters.
fn entered(to: &Stage) -> Vec<String> {
    let fields = to.on_enter_add.iter().chain(&to.on_enter_set).map(|(name, _)| name);
    fields.chain(to.says.iter().map(|said| &said.name)).map(|name| name.to_lowercase()).collect()
}

/// From a row or into one: the title and every value are carried, but for those that the stage writes. In
/// a row, what no column is for stands behind the title.
fn told(
    workflow: &Workflow,
    old: &Task,
    new: &Task,
    to: &Stage,
    kind: CardKind,
) -> Result<(), String> {
    let names: Vec<String> = entered(to).iter().map(|name| called(workflow, name)).collect();
    let said = |task: &Task| -> Vec<(String, String)> {
        let title = &task.title;
        let marks = inline::marks(title).into_iter();
        let marks = marks.map(|mark| (&title[mark.name], title[mark.value].trim()));
        let fields = task.fields.iter().map(|field| (field.name.as_str(), field.value.trim()));
        let told = fields.chain(marks).filter(|(_, value)| !value.is_empty());
        let told = told.map(|(name, value)| (called(workflow, name), value.to_owned()));
        let mut said: Vec<_> = told.filter(|(name, _)| !names.contains(name)).collect();
        said.sort();
        said.dedup();
        said
    };
    let words = |task: &Task| match kind {
        CardKind::Row => {
            let words = inline::without(&task.title);
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        _ => task.title.trim().to_owned(),
    };
    law!(words(old) == words(new), "its title is another");
    law!(said(old) == said(new), "it said {:?}, and says {:?}", said(old), said(new));
    Ok(())
}

/// Every line of a body is carried, in order, but for the fields that the stage writes. What is new may be
/// followed by definitions of others.
fn carried(old: &str, new: &str, to: &Stage) -> Result<(), String> {
    let names = entered(to);
    let written = |line: &str| {
        // A field may stand in a list of any kind, a numbered one as well.
        let numbered = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        let line = numbered.strip_prefix(['.', ')']).unwrap_or(line);
        let line = line.trim_start_matches(['-', '*', '+', ' ', '\t']).to_lowercase();
        names.iter().any(|name| line.starts_with(name.as_str()))
    };
    let lines = |text: &str| -> Vec<String> {
        let body = text.split('\n').map(|line| line.trim().to_owned());
        body.filter(|line| !line.is_empty() && !written(line)).collect()
    };
    let (old, new) = (lines(old), lines(new));
    let others = new.get(old.len()..).unwrap_or_default();
    law!(
        new.starts_with(&old) && others.iter().all(|line| is_definition(line)),
        "its lines were {old:?}, and are {new:?}"
    );
    Ok(())
}

/// Between a board and a file of its own: what the file's text says stands below the card's head, and
/// nothing else does but the fields of the front matter.
fn filed(file: &str, card: &str, task: &Task) -> Result<(), String> {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    let mut left = lines(card);
    for line in lines(file).into_iter().filter(|line| !is_definition(line)) {
        let at = left.iter().position(|known| *known == line);
        let at = at.ok_or_else(|| format!("{line:?} stands in the file alone, of {left:?}"))?;
        left.remove(at);
    }
    let is_field = |line: &String| {
        let line = line.to_lowercase();
        task.fields.iter().any(|field| line.contains(&field.name.to_lowercase()))
    };
    let lost = left.iter().find(|line| !is_field(line) && !is_definition(line));
    law!(lost.is_none(), "{lost:?} is not in the file");
    Ok(())
}

/// Two cards out and home, in either order.
fn crossed(
    world: &World,
    one: &Move,
    other: &Move,
    pick: usize,
    tale: &mut Tale,
) -> Result<(), String> {
    let orders = [[one, other, one, other], [one, other, other, one]];
    let [a, b, c, d] = orders[pick % 2];
    let mut there = world.clone();
    for (mov, kind) in
        [(a, MoveKind::Advance), (b, MoveKind::Advance), (c, MoveKind::Back), (d, MoveKind::Back)]
    {
        let mov = if kind == MoveKind::Back { home(mov, kind) } else { mov.clone() };
        match there.plan(&mov) {
            Ok(plan) => there.apply(&plan)?,
            Err(error) => {
                tale.told.push(kind_of_crossing(&error));
                return Ok(());
            }
        }
    }
    tale.told.push("crossed".into());
    // Last out, first home is to the byte. In the other order each stands at the very place of the other,
    // or a stage was empty for a while: the gap between two cards is not known any more, all else is.
    let holds = match b.id == c.id {
        true => same(&there, world),
        false => alike(&there, world),
    };
    holds.map_err(|error| format!("{} and {} crossed: {error}", one.id, other.id))
}

fn kind_of_crossing(error: &PlanError) -> String {
    format!("crossing: {}", kind(&error.to_string()))
}

/// One card out, a person writes on its home, and it comes home: no line of anyone's is lost.
fn edited(world: &World, mov: &Move, pick: usize, tale: &mut Tale) -> Result<(), String> {
    let mut there = world.clone();
    let Ok(plan) = there.plan(mov) else { return Ok(()) };
    there.apply(&plan)?;
    let from = world.workflow.stage(&mov.from).board.as_ref();
    let Some(path) = from.and_then(Standing::board).cloned() else { return Ok(()) };
    let written = "\nA line by hand.\n";
    let by_hand = |text: &str| match pick % 2 {
        0 => format!("{text}\n{written}"),
        _ => {
            let middle = text.len() / 2;
            let at = text.as_bytes()[middle..].iter().position(|&b| b == b'\n');
            let at = at.map_or(text.len(), |at| middle + at + 1);
            format!("{}{written}{}", &text[..at], &text[at..])
        }
    };
    let text = there.texts.get(&path).map_or(String::new(), |text| by_hand(text));
    there.texts.insert(path, text.into());
    // A head that takes another form again has the blanks of that form, where nobody knows it any more.
    let spaced = |lines: Vec<String>| lines.iter().map(|line| single_spaced(line)).collect();
    let mut expected: Vec<String> = spaced(lines_of(&there));
    match there.plan(&home(mov, MoveKind::Back)) {
        Ok(back) => {
            there.apply(&back)?;
            tale.told.push("home past a hand".into());
        }
        Err(error) => {
            tale.told.push(format!("a hand: {}", kind(&error.to_string())));
            return Ok(());
        }
    }
    // All lines but the card's own are where they were; the card's are as they were at home.
    let stages: Vec<&Stage> = world.workflow.stages.iter().collect();
    let lines_in = |text: &str| -> Vec<String> {
        spaced(text.lines().filter_map(|line| kept_bare(line, &stages)).collect())
    };
    for line in lines_in(&plan.card.after) {
        if let Some(at) = expected.iter().position(|other| *other == line) {
            expected.swap_remove(at);
        }
    }
    expected.extend(lines_in(&plan.card.before));
    defined_once(&mut expected);
    let now: Vec<String> = spaced(lines_of(&there));
    // A field that was entered and that the hand has parted from its card is the person's now.
    let line = |text: &String| single_spaced(text);
    let fields = &plan.card.entered;
    let new: Vec<String> = fields.iter().map(|field| line(&field.after)).collect();
    let old: Vec<String> = fields.iter().filter_map(|f| f.before.as_ref().map(line)).collect();
    let (mut come, mut gone) = (but(&now, &expected), but(&expected, &now));
    let stood = lines_of(world);
    come.retain(|line| !is_definition(line) || !stood.contains(line));
    // A copy goes where nobody has written.
    gone.retain(|line| !is_definition(line) || !now.contains(line));
    law!(
        but(&come, &new).is_empty() && but(&gone, &old).is_empty(),
        "{} came home past a hand, come: {come:?}, gone: {gone:?}",
        mov.id
    );
    Ok(())
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
