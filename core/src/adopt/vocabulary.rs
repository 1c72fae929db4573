//! The words by which people call the stages of their work, in the languages of boards.
//!
//! Words are compared without accents. A stem that is followed by `~` takes any ending of its language; where
//! words are written without blanks, a known one may stand beside a word for tasks.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::tongues::{BESIDE, TONGUES};

/// The last rank of what is still to be done.
pub(super) const TO_DO: u8 = 3;
/// The rank from which work is done.
pub(super) const DONE: u8 = 8;
/// The rank of what is finished, and put away.
pub(super) const ARCHIVE: u8 = 9;
/// The rank of what was given up: no end of what is not.
pub(super) const GIVEN_UP: u8 = 10;
/// The rank of work that waits on somebody; it is passed by on the way from one stage to the next.
pub(super) const PARKED: u8 = 5;
/// The most letters of a name that is written without blanks; a longer one is a sentence.
const LONGEST: usize = 16;

/// A language.
pub(super) struct Tongue {
    /// What a stem may end in.
    pub endings: &'static [&'static str],
    /// The words for stages, each list with their place in the order.
    pub stages: &'static [(u8, &'static str)],
    /// Words around a stage's name that change nothing of it: `Active Tasks`, `Recently Completed`.
    pub around: &'static str,
}

static STAGES: LazyLock<HashMap<String, u8>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for tongue in TONGUES {
        for (rank, words) in tongue.stages {
            for form in words.split(", ").flat_map(|phrase| forms(phrase, tongue.endings)) {
                known.entry(form).or_insert(*rank);
            }
        }
    }
    known
});

static AROUND: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words = TONGUES
        .iter()
        .flat_map(|tongue| tongue.around.split(", ").flat_map(|word| forms(word, tongue.endings)));
    words.chain(BESIDE.split(", ").map(str::to_owned)).collect()
});

/// A phrase with every ending that its stems may have.
fn forms(phrase: &str, endings: &[&str]) -> Vec<String> {
    let mut forms = vec![String::new()];
    for word in phrase.split(' ') {
        let (stem, endings) = match word.strip_suffix('~') {
            Some(stem) => (stem, endings),
            None => (word, &[""][..]),
        };
        let with = |form: &String, ending: &&str| format!("{form} {stem}{ending}");
        forms = forms.iter().flat_map(|form| endings.iter().map(|e| with(form, e))).collect();
    }
    forms.iter().map(|form| form.trim_start().to_owned()).collect()
}

/// The place in the order of a stage that is called so, in folded words.
pub(super) fn rank(phrase: &str) -> Option<u8> {
    STAGES.get(phrase).copied()
}

/// Whether work is finished in a stage of that rank, and not given up.
pub(super) fn is_end(rank: u8) -> bool {
    (DONE..GIVEN_UP).contains(&rank)
}

/// Whether a folded word changes nothing of a stage's name.
pub(super) fn is_around(word: &str) -> bool {
    AROUND.contains(word)
}

/// What a word of a language without blanks says, and the part that says it: `进行中任务`. Only a word that tells
/// a state may stand beside any other.
pub(super) fn compound(word: &str) -> Option<(u8, &str)> {
    let is_joined = |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    if !word.contains(is_joined) || word.chars().count() > LONGEST {
        return None;
    }
    beside_tasks(word).or_else(|| {
        let cuts: Vec<usize> = word.char_indices().skip(1).map(|(at, _)| at).collect();
        let begins = cuts.iter().rev().map(|at| &word[..*at]);
        let ends = cuts.iter().map(|at| &word[*at..]);
        let mut states = begins.chain(ends).filter(|part| tells_state(part));
        states.find_map(|part| Some((rank(part)?, part)))
    })
}

/// A known word without the words for tasks around it.
fn beside_tasks(word: &str) -> Option<(u8, &str)> {
    if let Some(rank) = rank(word) {
        return Some((rank, word));
    }
    BESIDE.split(", ").find_map(|other| {
        let rest = word.strip_prefix(other).or_else(|| word.strip_suffix(other))?;
        beside_tasks(rest)
    })
}

/// Whether a word says how far something is, such as already or not yet: `完成` alone begins `完成标准` as well.
fn tells_state(word: &str) -> bool {
    word.starts_with(['已', '未', '待'])
        || ["中", "済み", "済"].iter().any(|end| word.ends_with(end))
}

/// Whether a character is an accent on the one before it.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A word in small letters without its accents.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase).filter(|c| !is_mark(*c)) {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'đ' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ę' | 'ě' | 'ẹ'..='ệ' => folded.push('e'),
            'ğ' => folded.push('g'),
            'ì'..='ï' | 'ī' | 'ı' | 'ỉ'..='ị' => folded.push('i'),
            'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ơ' | 'ọ'..='ợ' => folded.push('o'),
            'ř' => folded.push('r'),
            'ś' | 'ş' | 'š' => folded.push('s'),
            'ť' => folded.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ư' | 'ụ'..='ự' => folded.push('u'),
            'ý' | 'ÿ' | 'ỳ'..='ỹ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            'ё' => folded.push('е'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::super::role::role;
    use super::*;

    #[track_caller]
    fn all_say(expected: u8, names: &str) {
        for name in names.split(", ") {
            assert_eq!(role(name).map(|role| role.rank), Some(expected), "{name}");
        }
    }

    #[test]
    fn done_in_other_words() {
        all_say(
            DONE,
            "Livré, Livrées, Terminée, Terminés, Réalisé, Fait récemment, Completada, \
             Completadas, Hecho, Concluídos, Concluídas, Concluido, Entregue, \
             Concluído neste ciclo, Erledigte Aufgaben, Выполнено, Завершено, Готово ✅, \
             已上线, 已完成功能, 完了済み, 完了済みタスク, 완료, 완료됨, 완료된 작업, Fatto, Completato, Klaar, \
             Afgerond, Zrobione, Tamamlandı, Selesai, Klart, Hotovo, Hoàn thành, Færdig",
        );
    }

    #[test]
    fn under_way_in_other_words() {
        all_say(
            4,
            "En cours, En proceso, Haciendo, Fazendo, Tasks Ativas, Aktuell, В процессе, \
             开发中, 进行中工作, 作業中, 対応中, 進行中のタスク, 진행 중, 진행중인 작업, In corso, Bezig, W trakcie, \
             Pågående, Devam eden, Đang làm, 正在进行的任务",
        );
    }

    #[test]
    fn to_do_in_other_words() {
        all_say(
            2,
            "A faire, À FAIRE, A\u{300} faire, À venir, Geplant, Tareas pendientes, \
             Pendentes, К выполнению, Очередь, Запланировано, 待开始, 未开始, 计划, 计划中, 待定, やること, \
             未着手のタスク, 할 일, 할 일 목록, 예정, 대기, Da fare, Te doen, Do zrobienia, Yapılacaklar, \
             Att göra, 待办清单",
        );
        all_say(3, "Als Nächstes, Als naechstes, Próximos passos, Próximas tarefas");
        all_say(0, "Later, Später, Spaeter, Plus tard, Позже, あとで");
        all_say(1, "Бэклог, バックログ, New");
    }

    #[test]
    fn the_other_stages_in_other_words() {
        all_say(PARKED, "Bloqué, Bloqueadas, Blockiert, En attente, На паузе, 保留中, 보류");
        all_say(6, "En revue, En revisión, In Prüfung, На ревью, レビュー待ち, 待审核, 검토 중");
        all_say(7, "En pruebas, Em testes, テスト中, 待测试");
        all_say(10, "Annulées, Cancelado, Abgebrochen, Отменено, 已取消, 中止, 취소");
    }

    #[test]
    fn headings_of_prose_say_nothing() {
        for name in "完成标准, 完了条件, 测试计划, 项目开发计划, 进度总览, 既知のブロッカー, 次セッション開始時のアクション, 里程碑回顾, 技术债, 完成度, \
             テスト方針, Fait divers, Estado Atual, Aktueller Stand, Saude do Projeto, \
             Próxima ação técnica, Dependências do proprietário, Bloqueios, Метрики, \
             Инфраструктура, План работ, Klare Regeln, Resumen por estado, 진행 방법, \
             Comment faire, Il fatto, Livre de recettes, 这一节讲的是我们怎样把已经写好的东西上线已完成".split(", ") {
            assert_eq!(role(name), None, "{name}");
        }
    }

    #[test]
    fn every_word_is_written_as_it_is_compared() {
        for form in STAGES.keys().chain(AROUND.iter()) {
            assert_eq!(&fold(form), form);
        }
    }
}
