//! What an input costs. Clocks say more about the machine than about the code, so what counts is memory: all that is
//! ever asked for, whether it is given back or not.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;

static BYTES: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is left to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        BYTES.fetch_add(size, Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What may be asked for, whatever the input is.
const ALWAYS: usize = 64 << 20;

/// What each byte of the input may ask for besides.
const PER_BYTE: usize = 64 << 10;

/// Runs `work` on `bytes` of text.
///
/// # Panics
///
/// If it asks for more memory than so much text can be worth.
pub fn within_bounds<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    let before = BYTES.load(Ordering::Relaxed);
    let given = work();
    let asked = BYTES.load(Ordering::Relaxed) - before;
    assert!(asked <= ALWAYS + PER_BYTE * bytes, "{bytes} bytes of text asked for {asked} bytes of memory");
    given
}
