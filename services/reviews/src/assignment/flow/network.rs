//! A network whose arcs cost more the more they carry, and the flow of the least cost through it.
//!
//! The primal-dual method: prices under which no arc with room costs less than nothing; the nearest need of what is too much
//! somewhere; the prices moved by those distances; and then as many units as go along arcs that cost nothing, by layers.
//! What always holds: no arc with room costs less than nothing under the prices, so whatever is carried is carried at the
//! least cost.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::arc::Arc;

/// Nodes and arcs, what is too much or too little at each node, and the nodes' prices.
#[derive(Default)]
pub struct Network {
    pub arcs: Vec<Arc>,
    /// Units too many at a node; below 0: that are lacking.
    pub excess: Vec<i64>,
    pub price: Vec<i64>,
    /// Arcs that were looked at.
    pub looks: u64,
    /// Where the ends of each node begin.
    first: Vec<u32>,
    /// Ends of arcs by node: twice the arc, and one more at its head.
    ends: Vec<u32>,
    /// Of the search that goes on.
    search: Search,
}

/// The nearest way to each node.
#[derive(Default)]
struct Search {
    distance: Vec<i64>,
    /// Arcs on that way.
    layer: Vec<u32>,
    settled: Vec<bool>,
    reached: Vec<u32>,
    /// Where each node goes on looking for a way on.
    next: Vec<u32>,
}

const FAR: i64 = i64::MAX;

impl Network {
    /// A network of so many nodes without arcs.
    pub fn of(nodes: usize) -> Self {
        Self { excess: vec![0; nodes], price: vec![0; nodes], ..Self::default() }
    }

    /// Another node.
    pub fn node(&mut self, price: i64) -> u32 {
        self.excess.push(0);
        self.price.push(price);
        (self.price.len() - 1) as u32
    }

    /// Gives every arc a flow that its cost under the prices allows, as near as can be to the one it has, and counts what that
    /// leaves too much or too little at each node.
    pub fn fit(&mut self) {
        for arc in &mut self.arcs {
            let (from, to) = (arc.from as usize, arc.to as usize);
            arc.flow = arc.fitting(self.price[to] - self.price[from] - arc.base);
            self.excess[from] -= i64::from(arc.flow);
            self.excess[to] += i64::from(arc.flow);
        }
    }

    /// Carries all that is too much to where it lacks, at the least cost. There has to be a way for all of it.
    pub fn settle(&mut self) {
        self.index();
        while self.nearest() {
            self.carry();
        }
    }

    /// Sorts the ends of arcs by node.
    fn index(&mut self) {
        let nodes = self.price.len();
        let mut first = vec![0_u32; nodes + 1];
        for arc in &self.arcs {
            first[arc.from as usize + 1] += 1;
            first[arc.to as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut free = first.clone();
        let mut ends = vec![0; 2 * self.arcs.len()];
        for (place, arc) in self.arcs.iter().enumerate() {
            for (node, end) in [(arc.from, 0), (arc.to, 1)] {
                let free = &mut free[node as usize];
                ends[*free as usize] = 2 * place as u32 + end;
                *free += 1;
            }
        }
        (self.first, self.ends) = (first, ends);
        self.search = Search {
            distance: vec![FAR; nodes],
            layer: vec![0; nodes],
            settled: vec![false; nodes],
            reached: Vec::new(),
            next: vec![0; nodes],
        };
    }

    /// Where an end of an arc leads to, and at what cost under the prices.
    fn step(&self, node: u32, end: u32) -> Option<(u32, i64)> {
        let arc = &self.arcs[end as usize / 2];
        let (to, cost) = if end.is_multiple_of(2) { (arc.to, arc.forward()?) } else { (arc.from, arc.backward()?) };
        Some((to, cost + self.price[node as usize] - self.price[to as usize]))
    }

    /// Finds the nearest need and moves the prices by the distances, so that the ways there cost nothing. False: nothing is
    /// too much any more.
    fn nearest(&mut self) -> bool {
        let mut search = std::mem::take(&mut self.search);
        for node in search.reached.drain(..) {
            search.distance[node as usize] = FAR;
            search.settled[node as usize] = false;
        }
        let mut heap = BinaryHeap::new();
        for (node, excess) in self.excess.iter().enumerate() {
            if *excess > 0 {
                (search.distance[node], search.layer[node]) = (0, 0);
                search.reached.push(node as u32);
                heap.push(Reverse((0, 0, node as u32)));
            }
        }
        let mut need = None;
        while let Some(Reverse((distance, layer, node))) = heap.pop() {
            let here = node as usize;
            if search.settled[here] || (search.distance[here], search.layer[here]) != (distance, layer) {
                continue;
            }
            // Those beyond the nearest need are of no use; those beside it may be needs too.
            if need.is_some_and(|need| (distance, layer) > need) {
                break;
            }
            search.settled[here] = true;
            if self.excess[here] < 0 {
                need = Some((distance, layer));
            }
            if need.is_some() {
                continue;
            }
            for end in self.first[here]..self.first[here + 1] {
                self.looks += 1;
                let Some((to, cost)) = self.step(node, self.ends[end as usize]) else { continue };
                let there = to as usize;
                let way = (distance + cost, layer + 1);
                if way >= (search.distance[there], search.layer[there]) {
                    continue;
                }
                if search.distance[there] == FAR {
                    search.reached.push(to);
                }
                (search.distance[there], search.layer[there]) = way;
                heap.push(Reverse((way.0, way.1, to)));
            }
        }
        let found = need.is_some();
        if let Some((farthest, _)) = need {
            for node in search.reached.iter().map(|node| *node as usize) {
                search.next[node] = self.first[node];
                if search.settled[node] || search.distance[node] < farthest {
                    self.price[node] += search.distance[node] - farthest;
                }
            }
        }
        self.search = search;
        found
    }

    /// Carries units along the layers, as many as go.
    fn carry(&mut self) {
        let mut search = std::mem::take(&mut self.search);
        let sources: Vec<u32> = search.reached.iter().copied().filter(|node| self.excess[*node as usize] > 0).collect();
        let mut way: Vec<u32> = Vec::new();
        for source in sources {
            while self.excess[source as usize] > 0 && self.way(source, &mut search, &mut way) {
                let mut node = source;
                for end in way.drain(..) {
                    let arc = &mut self.arcs[end as usize / 2];
                    if end.is_multiple_of(2) {
                        arc.flow += 1;
                        node = arc.to;
                    } else {
                        arc.flow -= 1;
                        node = arc.from;
                    }
                }
                self.excess[source as usize] -= 1;
                self.excess[node as usize] += 1;
            }
        }
        self.search = search;
    }

    /// A way from a source to a need that costs nothing, one layer an arc.
    fn way(&mut self, source: u32, search: &mut Search, way: &mut Vec<u32>) -> bool {
        way.clear();
        let mut nodes = vec![source];
        while let Some(&node) = nodes.last() {
            let here = node as usize;
            if self.excess[here] < 0 {
                return true;
            }
            let mut on = None;
            while search.next[here] < self.first[here + 1] {
                self.looks += 1;
                let end = self.ends[search.next[here] as usize];
                on = self.step(node, end).filter(|(to, cost)| {
                    let there = *to as usize;
                    *cost == 0 && search.settled[there] && search.layer[there] == search.layer[here] + 1
                });
                if let Some((to, _)) = on {
                    way.push(end);
                    nodes.push(to);
                    break;
                }
                search.next[here] += 1;
            }
            if on.is_some() {
                continue;
            }
            nodes.pop();
            way.pop();
            if let Some(before) = nodes.last() {
                search.next[*before as usize] += 1;
            }
        }
        false
    }
}
