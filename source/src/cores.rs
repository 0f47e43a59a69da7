//! Work on many files, on all cores.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// As many files are worth a thread.
const WORTH: usize = 32;

/// Calls `work` for every number below `count`, and gives what came of them in their order.
///
/// With `stack`, all of it is done in threads with a stack of this size, as far as there are any. Without, this thread
/// takes part, and does it alone where there is little to do.
pub(crate) fn each<T: Send>(count: usize, stack: Option<usize>, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let threads = count.div_ceil(WORTH).min(cores);
    // Files differ in size: whoever is done takes the next one.
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(at)));
        }
    };
    thread::scope(|scope| {
        let start = |_| {
            let builder = thread::Builder::new();
            let builder = stack.into_iter().fold(builder, thread::Builder::stack_size);
            builder.spawn_scoped(scope, run)
        };
        let others: Vec<_> = (usize::from(stack.is_none())..threads).map(start).collect();
        let mut done = if stack.is_none() { run() } else { Vec::new() };
        for thread in others.into_iter().flatten() {
            match thread.join() {
                Ok(more) => done.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, given)| given).collect()
    })
}
