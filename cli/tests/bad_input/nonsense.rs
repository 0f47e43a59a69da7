//! Something listens, and it is no database.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use ambix::Dialect;

use super::run::{PASSWORD, project, refused};

/// Answers every connection with `text`, and closes it or leaves it open. The port.
fn listen(text: &'static [u8], close: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut open: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.write_all(text);
            if close {
                // What was sent is lost if what was received is not read.
                let _ = stream.shutdown(std::net::Shutdown::Write);
                thread::spawn(move || stream.read_to_end(&mut Vec::new()));
            } else {
                open.push(stream);
            }
        }
    });
    port
}

#[test]
fn it_is_said_and_does_not_take_for_ever() {
    let long: &[u8] = &[b'x'; 300];
    let answers: [(&[u8], bool); 7] = [
        (b"", true),
        (b"", false),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", true),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", false),
        (b"S\x16\x03\x03\x00\x02nonsense", true),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff", true),
        (long, true),
    ];
    let cases = [Dialect::Postgres, Dialect::Mysql]
        .into_iter()
        .flat_map(|dialect| answers.map(|case| (dialect, case)));
    let cases = cases.map(|(dialect, (text, close))| {
        thread::spawn(move || {
            let folder = project(dialect, &[("a", "CREATE TABLE a (id INTEGER);")]);
            let port = listen(text, close);
            let scheme = if dialect == Dialect::Postgres { "postgres" } else { "mysql" };
            let url = format!("{scheme}://me:{PASSWORD}@127.0.0.1:{port}/app?connect_timeout=1");
            let words: &[&str] =
                if text.is_empty() && !close { &["`connect_timeout`"] } else { &["reached: "] };
            refused(&folder, &url, &["upgrade", "head"], "cannot-connect", 4, words);
        })
    });
    for case in cases.collect::<Vec<_>>() {
        case.join().unwrap();
    }
}
