//! A proxy before the server, which replaces words in what clients say by others of the same length.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use ambix_tests::servers::mariadb::Database;

#[derive(Clone, Copy)]
pub(crate) struct Rewrite {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

pub(crate) struct Proxy {
    address: SocketAddr,
    url: String,
    server: String,
}

impl Proxy {
    pub(crate) fn start(database: &Database, rewrite: Rewrite) -> Proxy {
        assert_eq!(rewrite.from.len(), rewrite.to.len());
        let url = database.url();
        let opts = mysql::Opts::from_url(&url).unwrap();
        let server = format!("{}:{}", opts.get_ip_or_hostname(), opts.get_tcp_port());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let to_server = server.clone();
        // It ends with the process.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(&to_server).unwrap());
                pass(client.try_clone().unwrap(), server.try_clone().unwrap(), Some(rewrite));
                pass(server, client, None);
            }
        });
        Proxy { address, url, server }
    }

    /// The same database, through the proxy and not around it.
    pub(crate) fn url(&self) -> String {
        let url = self.url.replace(&self.server, &self.address.to_string());
        if url.contains('?') { url } else { format!("{url}?prefer_socket=false") }
    }
}

/// A statement of a test is written at once, and so arrives in one piece.
fn pass(mut from: TcpStream, mut to: TcpStream, rewrite: Option<Rewrite>) {
    thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let piece = &mut buffer[..length];
            if let Some(Rewrite { from, to }) = rewrite {
                while let Some(at) = piece.windows(from.len()).position(|window| window == from.as_bytes()) {
                    piece[at..at + to.len()].copy_from_slice(to.as_bytes());
                }
            }
            if to.write_all(piece).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
