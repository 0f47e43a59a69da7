//! A tree of everything that was written, blanks and comments aside.
//!
//! All of it is in one vector, in the order of the text, and each element knows where those after it begin: a tree costs
//! one allocation, and to look at the parts of a node is to walk along the vector.

use std::ops::Range;

use squawk_parser::SyntaxKind;

/// A node, or a token.
#[derive(Clone, Copy, Debug)]
struct Element {
    kind: SyntaxKind,
    is_token: bool,
    start: u32,
    end: u32,
    /// Where what is not inside of it continues.
    after: u32,
}

/// The tree of a text.
#[derive(Debug)]
pub(crate) struct Tree<'t> {
    text: &'t str,
    elements: Vec<Element>,
}

/// Builds a tree from a walk through it.
#[derive(Debug)]
pub(crate) struct Builder<'t> {
    tree: Tree<'t>,
    open: Vec<usize>,
    at: u32,
}

impl<'t> Builder<'t> {
    pub(crate) fn new(text: &'t str) -> Builder<'t> {
        let elements = Vec::with_capacity(text.len() / 3 + 8);
        Builder { tree: Tree { text, elements }, open: Vec::with_capacity(32), at: 0 }
    }

    pub(crate) fn enter(&mut self, kind: SyntaxKind) {
        self.open.push(self.tree.elements.len());
        self.tree.elements.push(Element { kind, is_token: false, start: self.at, end: self.at, after: 0 });
    }

    /// The next token has as many bytes.
    pub(crate) fn token(&mut self, kind: SyntaxKind, length: usize) {
        // The grammar counts in the same numbers.
        let start = self.at;
        self.at = start.saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
        if !kind.is_trivia() {
            let after = self.next();
            self.tree.elements.push(Element { kind, is_token: true, start, end: self.at, after: after + 1 });
        }
    }

    pub(crate) fn exit(&mut self) {
        let after = self.next();
        if let Some(element) = self.open.pop().and_then(|index| self.tree.elements.get_mut(index)) {
            element.end = self.at;
            element.after = after;
        }
    }

    /// Whether a node of the kind is open.
    pub(crate) fn is_in(&self, kind: SyntaxKind) -> bool {
        self.open
            .iter()
            .any(|&index| self.tree.elements.get(index).is_some_and(|element| element.kind == kind))
    }

    pub(crate) fn finish(mut self) -> Tree<'t> {
        while !self.open.is_empty() {
            self.exit();
        }
        self.tree
    }

    fn next(&self) -> u32 {
        u32::try_from(self.tree.elements.len()).unwrap_or(u32::MAX)
    }
}

impl<'t> Tree<'t> {
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        self.elements.first().map(|element| Node { tree: self, element, index: 0 })
    }

    /// Every node, in the order in which they begin.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let nodes = self.elements.iter().enumerate().filter(|(_, element)| !element.is_token);
        nodes.map(|(index, element)| Node { tree: self, element, index })
    }
}

/// A node of a tree, or a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'t> {
    tree: &'t Tree<'t>,
    element: &'t Element,
    index: usize,
}

impl<'t> Node<'t> {
    pub(crate) fn kind(self) -> SyntaxKind {
        self.element.kind
    }

    pub(crate) fn is_token(self) -> bool {
        self.element.is_token
    }

    /// Its bytes, without the blanks around it.
    pub(crate) fn range(self) -> Range<usize> {
        self.element.start as usize..self.element.end as usize
    }

    pub(crate) fn text(self) -> &'t str {
        self.tree.text.get(self.range()).unwrap_or_default()
    }

    /// The text of the whole tree.
    pub(crate) fn source(self) -> &'t str {
        self.tree.text
    }

    /// Its nodes and tokens.
    pub(crate) fn children(self) -> Children<'t> {
        let end = self.element.after as usize;
        Children { tree: self.tree, next: self.index + 1, end, is_deep: false }
    }

    /// Its nodes.
    pub(crate) fn nodes(self) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(|child| !child.is_token())
    }

    /// Every token in it, however deep.
    pub(crate) fn tokens(self) -> impl Iterator<Item = Node<'t>> {
        Children { is_deep: true, ..self.children() }.filter(|child| child.is_token())
    }

    /// The token that it consists of.
    pub(crate) fn only_token(self) -> Option<Node<'t>> {
        let index = self.index + 1;
        if self.element.after as usize != index + 1 {
            return None;
        }
        let element = self.tree.elements.get(index).filter(|element| element.is_token)?;
        Some(Node { tree: self.tree, element, index })
    }

    /// Its last token.
    pub(crate) fn last_token(self) -> Option<Node<'t>> {
        let index = (self.element.after as usize).checked_sub(1)?;
        let element = self.tree.elements.get(index).filter(|element| element.is_token)?;
        Some(Node { tree: self.tree, element, index })
    }

    /// The first token that stands behind it.
    pub(crate) fn following(self) -> Option<Node<'t>> {
        let after = self.element.after as usize;
        let rest = self.tree.elements.get(after..)?;
        let (offset, element) = rest.iter().enumerate().find(|(_, element)| element.is_token)?;
        Some(Node { tree: self.tree, element, index: after + offset })
    }

    /// The token that stands before it.
    pub(crate) fn preceding(self) -> Option<Node<'t>> {
        let before = self.tree.elements.get(..self.index)?;
        let index = before.iter().rposition(|element| element.is_token)?;
        Some(Node { tree: self.tree, element: before.get(index)?, index })
    }

    /// The first of its nodes and tokens that is of the kind.
    pub(crate) fn child(self, kind: SyntaxKind) -> Option<Node<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    pub(crate) fn has(self, kind: SyntaxKind) -> bool {
        self.child(kind).is_some()
    }

    /// Its nodes of the kind.
    pub(crate) fn all(self, kind: SyntaxKind) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(move |child| child.kind() == kind)
    }
}

/// The parts of a node.
#[derive(Clone, Debug)]
pub(crate) struct Children<'t> {
    tree: &'t Tree<'t>,
    next: usize,
    end: usize,
    /// Parts of parts too.
    is_deep: bool,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.next >= self.end {
            return None;
        }
        let index = self.next;
        let element = self.tree.elements.get(index)?;
        self.next = if self.is_deep { index + 1 } else { (element.after as usize).max(index + 1) };
        Some(Node { tree: self.tree, element, index })
    }
}
