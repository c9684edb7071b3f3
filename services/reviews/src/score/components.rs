//! Which cases can be compared: those whose reviewers are linked, directly or over others, by cases they both reviewed.

/// Groups of nodes that grow together.
pub(super) struct Components(Vec<usize>);

impl Components {
    /// Every node by itself.
    pub fn of(nodes: usize) -> Self {
        Self((0..nodes).collect())
    }

    /// The node that stands for the group of this one.
    pub fn root(&mut self, node: usize) -> usize {
        let mut root = node;
        while self.0[root] != root {
            root = self.0[root];
        }
        let mut next = node;
        while self.0[next] != root {
            next = std::mem::replace(&mut self.0[next], root);
        }
        root
    }

    /// Makes the groups of two nodes one. The smaller number stands for it, so that the order of joining tells nothing.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_over_others_is_one_group() {
        let mut groups = Components::of(5);
        groups.join(4, 2);
        groups.join(2, 0);
        assert_eq!((0..5).map(|node| groups.root(node)).collect::<Vec<_>>(), [0, 1, 0, 3, 0]);
    }
}
