//! What a script asks for, read off its text without running it.

use std::collections::BTreeSet;

use rhai::{ASTNode, Engine, Expr, Namespace, Scope, Stmt};

use super::host;
use super::questions::Questions;

/// The questions and intents that a script names, and what it imports. A script can reach no others:
/// there is no `eval`, and a function that is called by a computed name has no module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    /// Such as `cmd::run`, in order.
    pub names: Vec<String>,
    /// What is imported, as it is written, in order; `…` for what is known only once it runs.
    pub imports: Vec<String>,
}

impl Asks {
    /// Reads a script.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn of(source: &str, questions: &Questions) -> Result<Self, String> {
        let source = source.to_owned();
        let modules: BTreeSet<String> = questions.modules().into_iter().map(Into::into).collect();
        // As deep as a script may nest, no caller's thread has the stack for it.
        let read = host::on_own_stack(move || read(&source, &modules));
        read.unwrap_or_else(|| Err("the reader broke down".to_owned()))
    }
}

fn read(source: &str, modules: &BTreeSet<String>) -> Result<Asks, String> {
    let mut engine = Engine::new_raw();
    host::limit(&mut engine);
    // Which variables and modules there are is known only to the engine that runs it.
    engine.set_strict_variables(false);
    let ast =
        host::compile(&engine, &Scope::new(), "", source).map_err(|error| error.to_string())?;
    let (mut names, mut imports) = (BTreeSet::new(), BTreeSet::new());
    let mut named = |module: &Namespace, name: &str| {
        let path: Vec<&str> = module.path.iter().map(|part| part.as_str()).collect();
        if path.first().is_some_and(|module| modules.contains(*module)) {
            names.insert(format!("{}::{name}", path.join("::")));
        }
    };
    // The walk does not enter the value of a `break`.
    let mut broken_with: Vec<Expr> = Vec::new();
    let mut visit = |path: &[ASTNode<'_>], later: &mut Vec<Expr>| {
        match path.last() {
            Some(
                ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))
                | ASTNode::Stmt(Stmt::FnCall(call, _)),
            ) => named(&call.namespace, &call.name),
            Some(ASTNode::Expr(Expr::Variable(variable, ..))) => named(&variable.2, &variable.1),
            Some(ASTNode::Stmt(Stmt::Import(import, _))) => {
                let path = match &import.0 {
                    Expr::StringConstant(path, _) => path.to_string(),
                    _ => "…".to_owned(),
                };
                imports.insert(path);
            }
            Some(ASTNode::Stmt(Stmt::BreakLoop(Some(value), ..))) => later.push((**value).clone()),
            _ => {}
        }
        true
    };
    ast.walk(&mut |path: &[ASTNode<'_>]| visit(path, &mut broken_with));
    while let Some(value) = broken_with.pop() {
        value.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| visit(path, &mut broken_with));
    }
    Ok(Asks { names: names.into_iter().collect(), imports: imports.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::Plugins;

    fn asks(source: &str) -> Asks {
        Asks::of(source, &Questions::of(&Plugins::from([]))).expect("a script")
    }

    #[test]
    fn every_call_is_found_wherever_it_hides() {
        for source in [
            "fs::read(\"x\")",
            "fs /* */ :: // \n read(\"x\")",
            "fn f(x) { if x { fs::read(x) } }",
            "let f = |x| fs::read(x); f.call(1)",
            "let s = `a ${fs::read(\"x\")} b`;",
            "switch 1 { 1 if fs::read(1) => 2, _ => 3 }",
            "switch 1 { 0..9 => fs::read(1), _ => 3 }",
            "try { throw 1 } catch (e) { fs::read(e) }",
            "for x in fs::read(1) { }",
            "while false { let m = #{ a: [1, fs::read(1)] }; }",
            "do { } until fs::read(1)",
            "let a = [1]; a[fs::read(1)] += 2;",
            "let x = 1; x.foo(fs::read(1)).bar ?? 3",
            "return fs::read(1);",
            "import fs::read(1) as x;",
            "let f = fs::read;",
            "import \"other\" as fs; fs::read(1)",
            "true && (false || fs::read(1))",
            "export let x = fs::read(1);",
            "const Y = fs::read(1);",
            "if false { } else if fs::read(1) { }",
            "throw fs::read(1);",
            "let x = if true { fs::read(1) } else { 2 };",
            "loop { break fs::read(1); }",
            "loop { break loop { break fs::read(1); }; }",
        ] {
            assert_eq!(asks(source).names, ["fs::read"], "{source}");
        }
        assert!(asks("// fs::read(1)\nlet x = \"fs::read(1)\";").names.is_empty());
        assert!(asks("fn double(x) { x * 2 } double(2)").names.is_empty());
    }

    #[test]
    fn imports_are_told_as_they_are_written() {
        let told =
            asks("import \"b\" as b; fn f() { import \"a\" as x; x::y() } import 1 + 2 as z;");
        assert_eq!(told.imports, ["a", "b", "…"]);
        assert!(told.names.is_empty(), "{told:?}");
    }

    #[test]
    fn what_is_no_script_is_told() {
        let why = Asks::of("let x = ;", &Questions::default()).expect_err("no script");
        assert!(!why.is_empty());
    }
}
