//! One binary for what needs more than one service: its tests share servers, and link once.

mod access;
mod broker;
mod delivery;
mod edition;
mod house;
mod killing;
mod parking;
mod servers;
mod side_by_side;
mod stopping;
mod storm;
mod tenancy;
