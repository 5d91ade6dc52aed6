//! Strangers on the line: other names, other forms of requests, too much, too slow, too often.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use super::clock::now;
use super::{Browser, Site, entries, town};

fn get(site: &Site, lines: &str) -> super::Answer {
    site.raw(format!("{lines}Connection: close\r\n\r\n").as_bytes())
}

#[test]
fn nobody_is_answered_under_another_name() {
    let town = town();
    let site = Site::of(&town, &[]);
    let (look, sign, port) = (site.look(), site.sign(), site.port.clone());
    for host in [
        "evil.example".to_owned(),
        "localhost".to_owned(),
        format!("127.0.0.1:{port}"),
        format!("evil.{look}"),
        format!("{look}.evil.example"),
        format!("approve.{sign}"),
        format!("LOCALHOST:{port}"),
        String::new(),
    ] {
        for path in ["/", "/sign-in", "/setup", "/sign/AAAA", "/bring/AAAA", "/language?to=en&back=/"] {
            let answer = get(&site, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n"));
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(answer.header("set-cookie").is_none() && answer.header("location").is_none());
        }
    }
    let two = get(&site, &format!("GET /sign-in HTTP/1.1\r\nHost: {look}\r\nHost: evil.example\r\n"));
    assert!([400, 421].contains(&two.status), "{}", two.status);
    let answer =
        get(&site, &format!("GET /sign-in HTTP/1.1\r\nHost: {look}\r\nX-Forwarded-Host: evil.example\r\n"));
    assert!(!answer.ok().body.contains("evil.example"));
    let absolute = get(&site, &format!("GET http://evil.example/sign-in HTTP/1.1\r\nHost: {look}\r\n"));
    assert!(!absolute.body.contains("evil.example"), "{}", absolute.body);
    // Each name has its own pages.
    assert_eq!(get(&site, &format!("GET /sign-in HTTP/1.1\r\nHost: {sign}\r\n")).status, 421);
    assert_eq!(get(&site, &format!("GET / HTTP/1.1\r\nHost: {sign}\r\n")).status, 421);
    assert_eq!(get(&site, &format!("GET /sign/AAAA HTTP/1.1\r\nHost: {look}\r\n")).status, 421);
}

#[test]
fn what_is_too_large_or_too_slow_is_sent_away_and_the_others_are_served() {
    let town = town();
    let site = Site::of(&town, &["--patience", "1"]);
    let look = site.look();
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let said = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {look}\r\nOrigin: http://{look}\r\n{kind}Content-Length: 99999999\r\n"
    );
    assert_eq!(get(&site, &said).status, 413);
    // Without saying so: in pieces that never end.
    let mut stream = site.connect();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {look}\r\nOrigin: http://{look}\r\n{kind}Transfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let piece = [b"10000\r\n".as_slice(), &vec![b'a'; 0x10000], b"\r\n"].concat();
    while stream.write_all(&piece).is_ok() {}
    // A head that never ends, in length and in time; a body that does not come.
    let long = format!("GET / HTTP/1.1\r\nHost: {look}\r\nX-Long: {}\r\n", "a".repeat(2 << 20));
    assert!([0, 431].contains(&get(&site, &long).status));
    let began = now();
    let slow: Vec<_> = (0..40)
        .map(|number| {
            let mut stream = site.connect();
            let head = if number % 2 == 0 {
                "GET / HTTP/1.1\r\nHost: x\r\nX: ".to_owned()
            } else {
                format!("{said}\r\na=").replace("99999999", "100")
            };
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    Browser::new(&site).get("/healthz").ok();
    assert!(now() <= began.plus(2));
    for mut stream in slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    assert!(now() <= began.plus(10));
    Browser::new(&site).get("/healthz").ok();
}

#[test]
fn one_address_asks_only_so_often_and_tries_keys_less_often() {
    let town = town();
    let site = Site::of(&town, &["--behind-proxy"]);
    let look = site.look();
    let from = |address: &str, line: &str| {
        let head = format!(
            "{line} HTTP/1.1\r\nHost: {look}\r\nOrigin: http://{look}\r\nAccept-Language: en\r\nContent-Length: 0\r\n"
        );
        get(&site, &format!("{head}X-Forwarded-For: 10.0.0.1, {address}\r\n"))
    };
    // More than a hundred tries at a key are more than an office makes in one minute.
    let tried =
        (0..200).map(|_| from("203.0.113.5", "POST /sign-in")).find(|answer| answer.status == 429).unwrap();
    assert_eq!(tried.code(), "server-too-many");
    let wait: u64 = tried.header("retry-after").unwrap().parse().unwrap();
    assert!((1..10).contains(&wait), "{wait}");
    // Looking goes on, for them and for everybody else; and so do the tries of others.
    from("203.0.113.5", "GET /sign-in").ok();
    assert_ne!(from("203.0.113.6", "POST /sign-in").status, 429);
    let asked = (0..2000).find(|_| from("203.0.113.5", "GET /assets/style.css").status == 429);
    assert!(asked.is_some());
    let mut machine = (0..2000).map(|_| from("203.0.113.5", "POST /api/v1/acts"));
    let refused = machine.find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    from("203.0.113.7", "GET /sign-in").ok();
    // Whoever writes the line themselves does not choose their address: the proxy's own word stands last.
    assert!((0..2000).any(|_| from("203.0.113.5", "GET /sign-in").status == 429));
    let log = std::fs::read_to_string(town.file("server.log")).unwrap();
    assert!(log.contains("\"server-too-many\""));
    for word in ["203.0.113", "127.0.0.1", "10.0.0.1"] {
        assert!(!log.contains(word), "{word} is in the log");
    }
}

#[test]
fn figures_hold_no_person_and_are_read_on_this_machine() {
    let town = town();
    let site = Site::of(&town, &["--behind-proxy"]);
    let (mut browser, _) = Browser::signed_in(&site, &town, "O-4");
    browser.get("/permits/P-0001").ok();
    browser.draft("permit withdraw", &[("permit", "P-0002")]).place();
    let text = browser.get("/metrics").ok();
    for line in [
        "sekisho_requests_total{method=\"GET\",route=\"/permits/{permit}\",status=\"200\"} 1",
        "sekisho_errands_open 1",
        "sekisho_sessions_open 1",
    ] {
        assert!(text.body.lines().any(|one| one == line), "{line}\n{}", text.body);
    }
    for word in ["O-4", "P-0001", "P-0002", "127.0.0.1", "sign-in/ready/A"] {
        assert!(!text.body.contains(word), "{word}");
    }
    let look = site.look();
    let outside = format!("GET /metrics HTTP/1.1\r\nHost: {look}\r\nX-Forwarded-For: 192.0.2.7\r\n");
    assert_eq!(get(&site, &outside).status, 404);
    drop(site);
    let site = Site::of(&town, &["--behind-proxy", "--open-metrics"]);
    let outside = outside.replace(&look, &site.look());
    get(&site, &outside).ok();
    let log = std::fs::read_to_string(town.file("server.log")).unwrap();
    for word in ["O-4", "P-0001", "関守", "127.0.0.1", "192.0.2.7"] {
        assert!(!log.contains(word), "{word} is in the log");
    }
}

#[test]
fn what_has_begun_is_ended_before_the_server_stops() {
    let town = town();
    let site = Site::of(&town, &["--patience", "5"]);
    let look = site.look();
    let body = "a=b";
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {look}\r\nOrigin: http://{look}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = site.connect();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..1]).unwrap();
    // Another request is answered, so the first one has been taken.
    assert!(entries(&site) > 0);
    site.tell_to_stop();
    while std::net::TcpStream::connect(format!("127.0.0.1:{}", site.port)).is_ok() {
        std::thread::park_timeout(Duration::from_millis(10));
    }
    stream.write_all(&body.as_bytes()[1..]).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert_eq!(site.ended(), Some(0));
}
