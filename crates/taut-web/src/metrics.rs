//! Counters of requests by route and status, in the Prometheus text form; never by person.

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper edges of the times, in seconds.
const TIMES: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0];

type Labels = Vec<(&'static str, String)>;

/// What is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram>,
    open: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("taut");
        let requests = Family::<Labels, Counter>::default();
        let seconds = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(TIMES));
        let open = Gauge::default();
        registry.register("requests", "Requests answered", requests.clone());
        registry.register("request_seconds", "Time to the answer", seconds.clone());
        registry.register("requests_open", "Requests being answered", open.clone());
        Self { registry, requests, seconds, open }
    }

    /// A request has come.
    pub fn begun(&self) {
        self.open.inc();
    }

    /// A request was answered. `route` is the pattern, never the path, which may name a person; `method` is one of a few words.
    pub fn done(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        self.open.dec();
        let route = vec![("route", route.to_owned()), ("method", method.to_owned())];
        self.seconds.get_or_create(&route).observe(took.as_secs_f64());
        let mut labels = route;
        labels.push(("status", status.to_string()));
        self.requests.get_or_create(&labels).inc();
    }

    /// All of it as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route() {
        let metrics = Metrics::new();
        metrics.begun();
        metrics.done("/clinic/people/{person}", "GET", 200, Duration::from_millis(3));
        let text = metrics.text();
        let line = "taut_requests_total{route=\"/clinic/people/{person}\",method=\"GET\",status=\"200\"} 1";
        assert!(text.contains(line), "{text}");
        assert!(text.contains("taut_requests_open 0"), "{text}");
    }
}
