//! The words of each language; what they are for is told in [`super::vocabulary`].

use super::vocabulary::{ARCHIVE, DONE, GIVEN_UP, PARKED, Tongue};

/// Words for tasks, and those that tie them to others, in languages that are written without blanks.
pub(super) const BESIDE: &str = "任务, 任務, 工作, 功能, 事项, 事項, 清单, 清單, 列表, 项目, 項目, 项, 需求, 一览, 一覧, 内容, 列, 的, の, タスク, \
     作業, リスト, もの, こと, 最近, 近期, 本周, 今週, 今日, 今天, 目前, 当前";

/// The languages, the most frequent first: of a word that two have, the first tells what it says.
pub(super) const TONGUES: [&Tongue; 17] = [
    &ENGLISH,
    &GERMAN,
    &FRENCH,
    &SPANISH,
    &PORTUGUESE,
    &ITALIAN,
    &DUTCH,
    &NORDIC,
    &POLISH,
    &CZECH,
    &RUSSIAN,
    &TURKISH,
    &INDONESIAN,
    &VIETNAMESE,
    &CHINESE,
    &JAPANESE,
    &KOREAN,
];

const ENGLISH: Tongue = Tongue {
    endings: &["", "s"],
    stages: &[
        (
            0,
            "icebox, idea~, someday, someday maybe, one day, wishlist, wish list, maybe, later, future, \
             future work, future idea~, future enhancement~, future improvement~, future feature~, nice to have~, \
             parking lot, long term, longer term, stretch, stretch goal~, not now, post mvp",
        ),
        (1, "backlog, product backlog, inbox, triage, new, next week, next month, next sprint"),
        (
            2,
            "todo~, sprint backlog, not begun, to do~, open, planned, not started, pending, upcoming, queue, queued",
        ),
        (
            3,
            "next, next up, up next, ready, ready to start, ready for work, selected, selected for development, \
             ready for development, ready for dev, next roadmap",
        ),
        (
            4,
            "in progress, inprogress, doing, active, wip, work in progress, ongoing, now, started, working on, \
             working, currently working on, in development, underway, under way, current, progress, in flight, \
             doing now",
        ),
        (
            PARKED,
            "blocked, waiting, on hold, paused, parked, deferred, postponed, waiting to start, waiting for, waiting on, stuck",
        ),
        (
            6,
            "review, in review, awaiting review, code review, ready for review, needs review, reviewing, \
             under review, to review, for review, pending review, waiting for review, awaiting approval",
        ),
        (
            7,
            "testing, test, qa, in testing, verification, to test, ready to test, ready for testing, merge queue, \
             staging, validation, in qa, ready to merge, qa testing, ready for qa, ready for release, \
             ready to release, ready for deployment, ready to deploy, user testing, user acceptance, uat, \
             acceptance testing, inspection",
        ),
        (
            DONE,
            "done, complete, completed, finished, closed, shipped, released, merged, fixed, resolved, deployed, \
             accomplished, delivered, implemented, verified, landed",
        ),
        (ARCHIVE, "archive~, archived"),
        (
            GIVEN_UP,
            "cancelled, canceled, wontfix, won t fix, won t do, wont do, dropped, rejected, abandoned, discarded, \
             not in scope, out of scope, not planned, not going to do, not going to add, not doing, obsolete, \
             duplicate, skipped",
        ),
    ],
    around: "today, this, week, task~, item~, issue~, work, story, stories, list, card~, recently, recent, all, \
             my, the, stage, queue, anymore",
};

const GERMAN: Tongue = Tongue {
    endings: &["", "e", "er", "es", "en", "n", "s"],
    stages: &[
        (0, "idee~, irgendwann, vielleicht, ideenspeicher, wunschliste, spater, spaeter"),
        (1, "eingang"),
        (2, "offen~, zu erledigen~, zu tun, geplant~, ausstehend~, anstehend~"),
        (
            3,
            "als nachst~, als naechst~, nachst~ schritte, naechst~ schritte, demnachst, demnaechst, bereit",
        ),
        (4, "in arbeit, in bearbeitung, aktuell~, laufend~, begonnen~, angefangen~"),
        (
            PARKED,
            "blockiert~, wartend~, wartet, wartet auf, warten auf, pausiert~, zuruckgestellt~, zurueckgestellt~",
        ),
        (
            6,
            "in prufung, in pruefung, prufung, zu prufen, zu pruefen, zur prufung, in uberprufung, im review",
        ),
        (7, "im test, in test, zu testen"),
        (
            DONE,
            "erledigt~, fertig~, abgeschlossen~, umgesetzt~, beendet~, fertiggestellt~, ausgeliefert~, behoben~",
        ),
        (ARCHIVE, "archiv, archiviert~"),
        (GIVEN_UP, "abgebrochen~, verworfen~, abgelehnt~, gestrichen~"),
    ],
    around: "aufgabe~, punkt~, heute, woche, diese, kurzlich, zuletzt, alle, mein~",
};

const FRENCH: Tongue = Tongue {
    endings: &["", "e", "s", "es"],
    stages: &[
        (0, "un jour, peut etre, boite a idees, plus tard"),
        (1, "a trier"),
        (
            2,
            "a faire, a venir, a realiser, prevu~, planifie~, ouvert~, non commence~, pas commence~",
        ),
        (3, "pret~, prochainement, prochain~ etape~, suivant~, a suivre"),
        (
            4,
            "en cours, en progres, en developpement, en cours de realisation, en cours de developpement, actif~, commence~",
        ),
        (PARKED, "bloque~, en attente, en pause, suspendu~"),
        (
            6,
            "en revue, en relecture, en revision, en validation, relecture, a relire, a revoir, a valider",
        ),
        (7, "en test, en tests, a tester, en recette"),
        (
            DONE,
            "termine~, fait~, livre~, realise~, fini~, acheve~, accompli~, complete~, clos, cloture~, resolu~, \
             deploye~, publie~, effectue~",
        ),
        (GIVEN_UP, "annule~, abandonne~, rejete~"),
    ],
    around: "tache~, recemment, recent~, semaine, cette, aujourd, hui, les, mes, tout~, element~, fonctionnalite~",
};

const SPANISH: Tongue = Tongue {
    endings: &["", "s", "es", "o", "a", "os", "as"],
    stages: &[
        (0, "algun dia, quizas, tal vez, mas tarde, mas adelante"),
        (1, "bandeja de entrada"),
        (
            2,
            "por hacer, pendiente~, planificad~, planead~, previst~, abiert~, sin empezar, no iniciad~, en cola",
        ),
        (3, "siguiente~, proxim~, proxim~ paso~"),
        (
            4,
            "en progreso, en curso, en proceso, haciendo, en desarrollo, en marcha, en ejecucion, activ~, empezad~, \
             iniciad~",
        ),
        (PARKED, "bloquead~, en espera, en pausa, pausad~, esperando, detenid~"),
        (6, "en revision, revision, por revisar, a revisar, para revisar, revisando"),
        (7, "en prueba~, probando, por probar"),
        (
            DONE,
            "hech~, terminad~, completad~, finalizad~, entregad~, cerrad~, resuelt~, implementad~, desplegad~, \
             listo, listos, publicad~",
        ),
        (ARCHIVE, "archivad~"),
        (GIVEN_UP, "cancelad~, descartad~, rechazad~, abandonad~"),
    ],
    around: "tarea~, hoy, semana, esta, reciente~, recientemente, las, los, mis, elemento~, funcionalidad~",
};

const PORTUGUESE: Tongue = Tongue {
    endings: &["", "s", "o", "a", "os", "as"],
    stages: &[
        (0, "ideia~, algum dia, talvez, mais tarde, depois"),
        (1, "caixa de entrada"),
        (
            2,
            "a fazer, por fazer, pendente~, planejad~, planead~, abert~, nao iniciad~, fila, na fila, fila planejad~",
        ),
        (3, "proxim~ passo~, a seguir, em seguida"),
        (
            4,
            "em andamento, em progresso, fazendo, em curso, em desenvolvimento, em execucao, em processo, ativ~",
        ),
        (PARKED, "em espera, aguardando, em pausa, parad~, impedid~"),
        (6, "em revisao, revisao, para revisar, em analise"),
        (7, "em teste~, testando, para testar, em homologacao"),
        (DONE, "feit~, concluid~, entregue~, pront~, fechad~, resolvid~, complet~"),
        (ARCHIVE, "arquivad~"),
        (GIVEN_UP, "rejeitad~"),
    ],
    around: "tarefa~, hoje, recentemente, nesta, neste, ciclo, iten~",
};

const ITALIAN: Tongue = Tongue {
    endings: &["", "o", "a", "i", "e"],
    stages: &[
        (0, "un giorno, forse, piu tardi, in seguito"),
        (2, "da fare, pianificat~, apert~, in coda, non iniziat~"),
        (3, "prossim~, prossim~ pass~"),
        (4, "in corso, in lavorazione, in sviluppo, attiv~, iniziat~"),
        (PARKED, "bloccat~, in attesa, in pausa, sospes~, in sospeso"),
        (6, "in revisione, revisione, da rivedere"),
        (7, "in prova, da testare, da provare"),
        (
            DONE,
            "fatt~, completat~, terminat~, finit~, conclus~, chius~, risolt~, consegnat~, rilasciat~",
        ),
        (ARCHIVE, "archiviat~"),
        (GIVEN_UP, "annullat~, scartat~, abbandonat~, rifiutat~"),
    ],
    around: "attivita, compit~, oggi, settimana, questa",
};

const DUTCH: Tongue = Tongue {
    endings: &["", "e"],
    stages: &[
        (0, "ideeen, ooit"),
        (2, "te doen, nog te doen, gepland~, openstaand~"),
        (3, "volgend~"),
        (4, "bezig, mee bezig, in uitvoering, in behandeling, onder handen, gestart~, lopend~"),
        (PARKED, "geblokkeerd~, wacht op, wachten op, in de wacht, wachtend~"),
        (6, "ter beoordeling, in beoordeling, te beoordelen"),
        (7, "te testen"),
        (DONE, "klaar, afgerond~, gedaan, voltooid~, afgesloten, opgeleverd~, gereed"),
        (GIVEN_UP, "geannuleerd~, vervallen, afgewezen"),
    ],
    around: "taak, taken, vandaag, deze",
};

const NORDIC: Tongue = Tongue {
    endings: &["", "t", "a", "e", "de"],
    stages: &[
        (0, "ideer, nagon gang, en dag, senare, senere"),
        (2, "att gora, a gjore, at gore, planerad~, planera~, planlag~, oppen, oppna, apne, abne"),
        (3, "nasta, neste, naeste, harnast"),
        (
            4,
            "pagaende, pagar, pagar nu, igangvarande, igangvaerende, pabegyn~, i gang, igang, under arbete, under arbeid",
        ),
        (PARKED, "blockerad~, blokker~, blokere~, vantar, venter, pa vent"),
        (6, "granskas, granskning, under granskning, til gjennomgang"),
        (7, "testas, testes"),
        (
            DONE,
            "klar~, fardig~, ferdig~, faerdig~, avslutad~, fullfor~, utfor~, gjor~, slutfor~, lost~",
        ),
        (GIVEN_UP, "avbruten, avbrutna, avbru~, annulleret, forkasta~"),
    ],
    around: "uppgift, uppgifter, oppgaver, opgaver, idag, vecka",
};

const POLISH: Tongue = Tongue {
    endings: &["", "o", "e", "y", "a"],
    stages: &[
        (0, "pomysly, kiedys, pozniej, na pozniej"),
        (2, "do zrobienia, zaplanowan~, planowan~, oczekujac~, otwart~"),
        (3, "nastepn~"),
        (4, "w trakcie, w toku, w realizacji, w pracy, robie, rozpoczet~, aktywn~"),
        (PARKED, "zablokowan~, wstrzyman~, oczekuje, czeka"),
        (6, "do sprawdzenia, do przegladu, w weryfikacji, w recenzji"),
        (7, "w testach, do testow, testowan~"),
        (DONE, "zrobion~, gotow~, ukonczon~, zakonczon~, wykonan~, zamkniet~"),
        (GIVEN_UP, "anulowan~, odrzucon~, porzucon~"),
    ],
    around: "zadania, zadanie, dzis, tydzien",
};

const CZECH: Tongue = Tongue {
    endings: &["", "o", "e", "y", "a"],
    stages: &[
        (0, "napady, nekdy, pozdeji"),
        (2, "udelat, k provedeni, k reseni, naplanovan~"),
        (4, "rozpracovan~, probiha, v reseni, v prubehu, delam, prave delam"),
        (PARKED, "blokovan~, ceka se, pozastaven~"),
        (6, "ke kontrole, ke schvaleni"),
        (DONE, "hotov~, dokoncen~, vyresen~"),
        (GIVEN_UP, "zrusen~, zamitnut~"),
    ],
    around: "ukoly, ukol, dnes",
};

const RUSSIAN: Tongue = Tongue {
    endings: &[
        "", "о", "а", "ы", "ое", "ая", "ые", "ый", "ее", "ие", "ий", "ное", "ная", "ные", "ный",
        "е", "и",
    ],
    stages: &[
        (0, "иде~, идея, когда нибудь, может быть, под вопросом, позже, потом, на потом"),
        (1, "бэклог, беклог, входящие"),
        (
            2,
            "сделать, к выполнению, очередь, в очереди, запланирован~, планируется, надо сделать, нужно сделать, \
             предстоит, не начат~, открыт~, до виконання, заплановано",
        ),
        (3, "следующ~, дальше, далее, на очереди, ближайш~"),
        (
            4,
            "в работе, в процессе, делается, выполняется, в разработке, текущ~, активн~, начат~, в роботі, у роботі",
        ),
        (
            PARKED,
            "заблокирован~, ожидает, ожидание, в ожидании, на паузе, отложен~, приостановлен~",
        ),
        (6, "на ревью, ревью, на проверке, проверка, на согласовании"),
        (7, "тестирование, на тестировании, в тестировании"),
        (
            DONE,
            "готов~, сделан~, выполнен~, завершен~, закрыт~, реализован~, решен~, исправлен~, закончен~, зроблено, \
             виконано",
        ),
        (ARCHIVE, "архив"),
        (GIVEN_UP, "отменен~, отклонен~"),
    ],
    around: "задача, задачи, сегодня, неделя, недавно, все, мои, список",
};

const TURKISH: Tongue = Tongue {
    endings: &["", "lar", "ler"],
    stages: &[
        (0, "fikir~, belki, sonra, daha sonra, sonraya"),
        (2, "yapilacak~, planlanan~, planlandi, bekleyen~"),
        (3, "siradaki~, sonraki~"),
        (4, "devam eden~, devam ediyor, yapiliyor, islemde, aktif"),
        (PARKED, "engellendi, engellenen~, beklemede"),
        (6, "incelemede, inceleme"),
        (7, "testte, test ediliyor"),
        (DONE, "tamamlandi, tamamlanan~, bitti, biten~, yapildi"),
        (GIVEN_UP, "iptal, iptal edildi, iptal edilen~"),
    ],
    around: "gorev~, isler, bugun",
};

const INDONESIAN: Tongue = Tongue {
    endings: &[""],
    stages: &[
        (0, "nanti"),
        (2, "akan dikerjakan, belum dikerjakan, belum dimulai, rencana, direncanakan, antrian"),
        (3, "selanjutnya, berikutnya"),
        (
            4,
            "sedang dikerjakan, sedang berjalan, dikerjakan, berjalan, dalam proses, dalam pengerjaan",
        ),
        (PARKED, "tertunda, ditunda, menunggu"),
        (6, "ditinjau, sedang ditinjau"),
        (7, "pengujian, diuji"),
        (DONE, "selesai, sudah selesai, rampung"),
        (GIVEN_UP, "dibatalkan, batal"),
    ],
    around: "tugas, minggu ini",
};

const VIETNAMESE: Tongue = Tongue {
    endings: &[""],
    stages: &[
        (0, "de sau"),
        (2, "can lam, viec can lam, chua lam, chua bat dau, ke hoach"),
        (3, "tiep theo, sap toi"),
        (4, "dang lam, dang thuc hien, dang tien hanh"),
        (PARKED, "bi chan, tam dung, dang cho"),
        (6, "dang duyet, cho duyet"),
        (7, "dang kiem thu"),
        (DONE, "hoan thanh, da hoan thanh, da xong, xong"),
        (GIVEN_UP, "da huy, huy bo"),
    ],
    around: "viec, hom, nay",
};

const CHINESE: Tongue = Tongue {
    endings: &[""],
    stages: &[
        (0, "想法, 点子, 愿望清单, 以后, 稍后"),
        (1, "积压, 收件箱, 需求池"),
        (
            2,
            "待办, 待辦, 待开始, 未开始, 待定, 计划, 計劃, 计划中, 規劃中, 规划中, 已计划, 待处理, 待完成, 未完成, 待做, 要做, \
             待实现, 待开发",
        ),
        (3, "下一步, 接下来, 就绪, 准备就绪"),
        (
            4,
            "进行中, 進行中, 开发中, 開發中, 处理中, 處理中, 执行中, 实施中, 正在进行, 正在进行中, 正在做, 在做, 当前",
        ),
        (
            PARKED,
            "阻塞, 阻塞中, 已阻塞, 受阻, 被阻塞, 暂停, 已暂停, 暂停中, 搁置, 已搁置, 暂缓, 等待, 等待中, 挂起",
        ),
        (6, "评审, 评审中, 待评审, 审查中, 審查中, 待审查, 审核中, 待审核, 待验收, 代码审查"),
        (7, "测试, 测试中, 測試中, 待测试, 验证中, 待验证"),
        (DONE, "完成, 已完成, 已上线, 已发布, 已实现, 已解决, 已关闭, 已交付, 已修复"),
        (ARCHIVE, "归档, 已归档, 歸檔"),
        (GIVEN_UP, "取消, 已取消, 放弃, 已放弃, 废弃, 已废弃, 不做"),
    ],
    around: "",
};

const JAPANESE: Tongue = Tongue {
    endings: &[""],
    stages: &[
        (0, "アイデア, いつか, やりたいこと, あとで, 後で"),
        (1, "バックログ"),
        (2, "未着手, やること, 予定, 未対応, 未完了, 未実施, 残タスク"),
        (3, "次にやること, 着手可能, 準備完了"),
        (4, "作業中, 対応中, 着手中, 実施中, 実装中, やっていること"),
        (PARKED, "保留, 保留中, ブロック, ブロック中, ブロック済み, 待機中, 中断, 中断中, 停止中"),
        (6, "レビュー, レビュー中, レビュー待ち, 確認中, 確認待ち"),
        (7, "テスト, テスト中, テスト待ち, 検証中"),
        (
            DONE,
            "完了, 完了済み, 完了済, 対応済み, 対応済, 実装済み, 実装済, やったこと, 終了, リリース済み",
        ),
        (ARCHIVE, "アーカイブ"),
        (GIVEN_UP, "中止, キャンセル, 却下, 見送り"),
    ],
    around: "",
};

const KOREAN: Tongue = Tongue {
    endings: &["", "됨", "된", "함", "한", "인"],
    stages: &[
        (0, "아이디어, 언젠가, 나중, 나중에"),
        (1, "백로그"),
        (2, "할 일, 할일, 해야 할 일, 예정~, 대기, 계획~, 시작 전, 미착수"),
        (3, "다음, 다음 할 일, 준비~"),
        (4, "진행 중~, 진행중~, 작업 중~, 작업중~, 개발 중~, 개발중~"),
        (PARKED, "보류~, 보류 중~, 차단~, 막힘, 대기 중~, 대기중~"),
        (6, "검토, 검토 중~, 검토중~, 리뷰, 리뷰 중~, 코드 리뷰"),
        (7, "검증, 테스트, 테스트 중~, 테스트중~, 검증 중~"),
        (DONE, "완료~, 끝, 끝남, 해결~, 배포~"),
        (GIVEN_UP, "취소~, 폐기~"),
    ],
    around: "작업, 일, 항목, 목록, 업무, 기능, 최근",
};
