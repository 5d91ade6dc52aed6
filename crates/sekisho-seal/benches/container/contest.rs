//! Lets programs run in turn, as whole processes, and prints how they compare.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// One competitor and its times.
pub(crate) struct Runner {
    name: &'static str,
    line: String,
    times: Vec<Duration>,
    cpu_seconds: Vec<f64>,
    peak_kib: Option<u64>,
}

impl Runner {
    pub(crate) fn new(name: &'static str, line: impl Into<String>) -> Self {
        Self { name, line: line.into(), times: Vec::new(), cpu_seconds: Vec::new(), peak_kib: None }
    }

    fn wall(&self) -> f64 {
        median(self.times.iter().map(Duration::as_secs_f64))
    }

    fn best(&self) -> f64 {
        self.times.iter().min().map_or(f64::NAN, Duration::as_secs_f64)
    }

    fn cpu(&self) -> f64 {
        median(self.cpu_seconds.iter().copied())
    }

    /// Tells how many times as long as another this took, round by round: a machine that is slower for a while is so for both.
    fn beside(&self, other: &[Duration]) -> f64 {
        median(self.times.iter().zip(other).map(|(own, other)| own.as_secs_f64() / other.as_secs_f64()))
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Lets all run in turn and prints how many times as long as the first one the others take: by the median of the rounds, by the
/// best runs, and by processor time, which tells most on a machine that others use.
pub(crate) fn contest(title: &str, place: &Path, rounds: u64, runners: &mut [Runner]) {
    for round in 0..=rounds {
        for runner in runners.iter_mut() {
            let begun = Instant::now();
            let said = shell(place, &runner.line);
            let wall = begun.elapsed();
            // The first round warms the caches and is not counted.
            if round > 0 {
                runner.times.push(wall);
                runner.cpu_seconds.extend(said.cpu_seconds);
            }
            runner.peak_kib = said.peak_kib.max(runner.peak_kib);
        }
    }
    println!(
        "{title:<40} {:>8} {:>7} {:>8} {:>7} {:>7} {:>7} {:>9}",
        "median s", "ratio", "best s", "ratio", "cpu s", "ratio", "peak MiB"
    );
    let Some(first) = runners.first() else { return };
    for runner in runners.iter() {
        let (first_best, first_cpu) = (first.best(), first.cpu());
        let times = [runner.wall(), runner.best(), runner.cpu()];
        let peak = runner.peak_kib.map_or(String::new(), |kib| format!("{:.1}", kib as f64 / 1024.0));
        let [wall, best, cpu] = times;
        let [wall_ratio, best_ratio, cpu_ratio] =
            [runner.beside(&first.times), best / first_best, cpu / first_cpu]
                .map(|ratio| format!("{ratio:.2}x"));
        println!(
            "  {:<38} {wall:>8.3} {wall_ratio:>7} {best:>8.3} {best_ratio:>7} {cpu:>7.2} {cpu_ratio:>7} {peak:>9}",
            runner.name
        );
    }
    println!();
}

/// What a run tells about itself.
pub(crate) struct Said {
    cpu_seconds: Option<f64>,
    peak_kib: Option<u64>,
}

/// Runs a line; the shell adds the processor time of all that it started.
pub(crate) fn shell(place: &Path, line: &str) -> Said {
    let whole = format!("{{ {line}; }} && times >&2");
    let run = Command::new("sh").args(["-c", &whole]).current_dir(place).stderr(Stdio::piped()).output();
    let run = run.expect("sh is there");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "`{line}` failed: {said}");
    Said {
        cpu_seconds: said.lines().last().and_then(|line| line.split(' ').map(seconds).sum()),
        peak_kib: said.lines().next().and_then(|line| line.trim().parse().ok()),
    }
}

/// Reads `0m0.250s`.
fn seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}
