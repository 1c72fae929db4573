//! Whole boards, adopted.

use super::*;

fn source(path: &str, text: &str) -> Source {
    Source { path: RelPath::new(path).expect("a path"), text: text.into() }
}

#[test]
fn scratch() {
    for day in ["origin-seed-day", "origin-last-day"] {
        let folder = std::path::Path::new("/work/shared/corpus").join(day);
        let mut sources = Vec::new();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let path = path.file_name().unwrap().to_string_lossy().into_owned();
            sources.push(source(&path, &text));
        }
        let around = Surroundings { versioned: true, branch: Some("main".into()), paths: vec![] };
        let t = std::time::Instant::now();
        let inference = infer(&sources, &around);
        eprintln!("inferred in {:?}", t.elapsed());
        let draft = inference.draft.unwrap();
        eprintln!("{}", draft.text());
        eprintln!("{:#?} {:#?}", inference.doubts, inference.left);
        let t = std::time::Instant::now();
        match prove(&draft, &sources, &[]) {
            Ok(proof) => {
                eprintln!("proved in {:?}", t.elapsed());
                for stage in &proof.workflow.stages {
                    eprintln!("{}: {}", stage.name, proof.snapshot.live(&stage.name).count());
                }
                eprintln!("home {} refused {:#?} lost {:#?} uncovered {}", proof.home, proof.refused.iter().take(5).collect::<Vec<_>>(), proof.lost, proof.uncovered.len());
                for u in &proof.uncovered {
                    eprintln!("{} {} {:?} {}", u.at, u.ticked, u.under, &u.text);
                }
            }
            Err(e) => eprintln!("{e}"),
        }
    }
}
