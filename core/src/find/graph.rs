//! The tasks that wait for each other, as a graph: as a tree of text, as Mermaid, and as DOT.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write;

use super::blockers_named;
use crate::id::TaskId;
use crate::snapshot::Snapshot;
use crate::workflow::Workflow;

/// A task in the graph.
#[derive(Debug, Clone)]
pub struct Node {
    /// The task.
    pub id: TaskId,
    /// Its title; empty where it is on no board.
    pub title: String,
    /// Its stage; empty where it is on no board.
    pub stage: String,
    /// Whether it is over: closed, or in a stage that ends.
    pub over: bool,
    /// What it waits for.
    pub needs: Vec<TaskId>,
}

/// Tasks, and what they wait for.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The tasks, in the order of the boards.
    pub nodes: Vec<Node>,
}

impl Graph {
    /// Every task that waits or is waited for; with `all`, those that are over as well.
    pub fn of(workflow: &Workflow, snapshot: &Snapshot, all: bool) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        let mut met: HashSet<&TaskId> = HashSet::new();
        for task in snapshot.tasks() {
            let over = task.closed || workflow.stage(&task.stage).ends;
            if (over && !all) || !met.insert(&task.id) {
                continue;
            }
            nodes.push(Node {
                id: task.id.clone(),
                title: task.title.trim().to_owned(),
                stage: task.stage.to_string(),
                over,
                needs: blockers_named(workflow, snapshot, task),
            });
        }
        let known: BTreeSet<TaskId> = nodes.iter().map(|node| node.id.clone()).collect();
        if !all {
            nodes.iter_mut().for_each(|node| node.needs.retain(|id| known.contains(id)));
        }
        let named: BTreeSet<TaskId> = nodes.iter().flat_map(|node| node.needs.clone()).collect();
        for id in named.difference(&known) {
            let (title, stage) = (String::new(), String::new());
            nodes.push(Node { id: id.clone(), title, stage, over: true, needs: Vec::new() });
        }
        nodes.retain(|node| !node.needs.is_empty() || named.contains(&node.id));
        Self { nodes }
    }

    /// Only what a task needs, and what waits for it, over any number of steps.
    #[must_use]
    pub fn around(self, id: &TaskId) -> Self {
        let spread = |next: &dyn Fn(&TaskId) -> Vec<TaskId>| {
            let mut seen: BTreeSet<TaskId> = BTreeSet::new();
            let mut left = vec![id.clone()];
            while let Some(id) = left.pop() {
                if seen.insert(id.clone()) {
                    left.extend(next(&id));
                }
            }
            seen
        };
        let places = self.places();
        let mut waiting: HashMap<&TaskId, Vec<TaskId>> = HashMap::new();
        for node in &self.nodes {
            for need in &node.needs {
                waiting.entry(need).or_default().push(node.id.clone());
            }
        }
        let needs =
            |id: &TaskId| places.get(id).map_or(Vec::new(), |&nth| self.nodes[nth].needs.clone());
        let waiting = |id: &TaskId| waiting.get(id).cloned().unwrap_or_default();
        let kept: BTreeSet<TaskId> = spread(&needs).union(&spread(&waiting)).cloned().collect();
        let mut nodes = self.nodes.clone();
        nodes.retain(|node| kept.contains(&node.id));
        nodes.iter_mut().for_each(|node| node.needs.retain(|id| kept.contains(id)));
        Self { nodes }
    }

    /// Where each task stands among the nodes.
    fn places(&self) -> HashMap<&TaskId, usize> {
        self.nodes.iter().enumerate().map(|(nth, node)| (&node.id, nth)).collect()
    }

    /// A tree of text: what nothing waits for first, and below each what it needs. What was told already is
    /// not told again below.
    pub fn text(&self) -> String {
        let needed: BTreeSet<&TaskId> = self.nodes.iter().flat_map(|node| &node.needs).collect();
        let (places, mut out, mut told) = (self.places(), String::new(), BTreeSet::new());
        let tops = self.nodes.iter().filter(|node| !needed.contains(&node.id));
        // Those of a circle have no top.
        for node in tops.chain(&self.nodes) {
            if !told.contains(&node.id) {
                self.branch(&places, node, &mut told, &mut out);
            }
        }
        out
    }

    fn branch<'a>(
        &'a self,
        places: &HashMap<&TaskId, usize>,
        top: &'a Node,
        told: &mut BTreeSet<&'a TaskId>,
        out: &mut String,
    ) {
        // Each with what stands before its line, and before those below it.
        let mut left = vec![(top, String::new(), String::new())];
        while let Some((node, lead, below)) = left.pop() {
            let again = !told.insert(&node.id);
            let state = if node.over { "over" } else { node.stage.as_str() };
            let more = if again && !node.needs.is_empty() { "  (see above)" } else { "" };
            // Writing to a text cannot fail.
            let _ = writeln!(out, "{lead}{}  {state}  {}{more}", node.id, node.title);
            if again {
                continue;
            }
            let needs: Vec<usize> =
                node.needs.iter().filter_map(|id| places.get(id)).copied().collect();
            for (at, nth) in needs.iter().enumerate().rev() {
                let (own, more) = match at + 1 == needs.len() {
                    true => ("└─ ", "   "),
                    false => ("├─ ", "│  "),
                };
                let need = &self.nodes[*nth];
                left.push((need, format!("{below}{own}"), format!("{below}{more}")));
            }
        }
    }

    /// Mermaid, as GitHub shows it in a fence: an arrow leads from what is needed to what waits.
    pub fn mermaid(&self) -> String {
        let mut out = "graph LR\n".to_owned();
        let places = self.places();
        for (at, node) in self.nodes.iter().enumerate() {
            let label = format!("{} {}", node.id, node.title);
            let escape = |c: char| match c {
                '"' => "#quot;".to_owned(),
                '<' => "#lt;".to_owned(),
                '>' => "#gt;".to_owned(),
                '#' => "#35;".to_owned(),
                '&' => "#amp;".to_owned(),
                c if c.is_control() => " ".to_owned(),
                c => c.to_string(),
            };
            let label: String = label.trim().chars().map(escape).collect();
            let _ = writeln!(out, "  n{at}[\"{label}\"]");
        }
        for (at, node) in self.nodes.iter().enumerate() {
            for need in node.needs.iter().filter_map(|id| places.get(id)) {
                let _ = writeln!(out, "  n{need} --> n{at}");
            }
        }
        out
    }

    /// DOT, for Graphviz: an arrow leads from what is needed to what waits.
    pub fn dot(&self) -> String {
        let quoted = |text: &str| {
            let plain: String =
                text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
        };
        let mut out = "digraph tasks {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
        for node in &self.nodes {
            let label = format!("{} {}", node.id, node.title);
            let (id, label) = (quoted(node.id.as_str()), quoted(label.trim()));
            let _ = writeln!(out, "  {id} [label={label}];");
        }
        for node in &self.nodes {
            for need in &node.needs {
                let _ =
                    writeln!(out, "  {} -> {};", quoted(need.as_str()), quoted(node.id.as_str()));
            }
        }
        out.push_str("}\n");
        out
    }
}
