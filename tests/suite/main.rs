//! One binary for what needs more than one service: its tests share servers, and link once.

mod access;
mod audit;
mod bad_input;
mod broker;
mod contract;
mod delivery;
mod edition;
mod grants;
mod health;
mod house;
mod identity;
mod import;
mod killing;
mod logs;
mod mail;
mod mode;
mod parking;
mod rules;
mod servers;
mod side_by_side;
mod starting;
mod stopping;
mod storm;
mod telemetry;
mod tenancy;
mod tls;
