//! What the tiny knowledge holds of exercises, bars, policies, measures and courses; every number is invented.

/// Path and content of every file.
pub const FILES: &[(&str, &str)] = &[
    (
        "situations/pregnancy.toml",
        r#"id = "pregnancy"
review = "R0"
when = "pregnant >= postpartum"
source = "taut_clinical_rules"
section = "7"

[text.en]
name = "a pregnancy"
reason = "Lying on the back may not suit you."
"#,
    ),
    (
        "situations/bleeds.toml",
        r#"id = "bleeds"
review = "R0"
when = "bleeding"
also_when = "slr"
source = "taut_clinical_rules"
section = "7"

[text.en]
name = "bleeding"
reason = "You may bruise more."
"#,
    ),
    (
        "cautions/leg.toml",
        r#"id = "leg"
review = "R0"
when = "leg_tingling or leg_symptoms = now"
conditions = ["root"]
source = "taut_clinical_rules"
section = "10"

[text.en]
name = "a leg that tingles"
reason = "The nerve in your leg may be stirred up."
"#,
    ),
    (
        "exercises/squeeze.toml",
        r#"id = "squeeze"
review = "R1"
kind = "hip_strength"
posture = "squeeze"
classes = ["standing"]
floor = false
serves = ["weak_hips"]
prompted_by = ["weak_hip"]
on_hold = "settled"
cautions = []
evidence = "No trial found."
sources = ["taut_clinical_rules"]

[situations]
pregnancy = "yes"
bleeds = "yes"

[dose]
sets = [1, 3]
reps = [5, 15]
hold_seconds = [3, 10]
rep_seconds = 1
rest_seconds = 30
days_per_week = [3, 5]
each_side = false
progress = ["reps", "hold", "next"]
obtained = "reported"
source = "smith_2020"
note = "Table 1."

[text.en]
name = "Squeeze"
purpose = "wakes the muscles of your hips."
steps = ["Stand tall.", "Squeeze your buttocks."]
feel = "Work in the buttocks."
"#,
    ),
    (
        "exercises/bridge.toml",
        r#"id = "bridge"
review = "R0"
kind = "hip_strength"
posture = "bridge"
classes = ["supine", "bridge"]
equipment = ["chair", "strap"]
floor = true
easier = "squeeze"
serves = ["weak_hips", "short_hamstrings"]
prompted_by = ["weak_hip"]
on_hold = "no"
cautions = ["leg"]
evidence = "One small study."
sources = ["smith_2020"]

[situations]
pregnancy = "no"
bleeds = "care"

[dose]
sets = [2, 3]
reps = [5, 10]
rep_seconds = 4
rest_seconds = 60
days_per_week = [2, 3]
each_side = true
progress = ["reps", "sets"]
obtained = "assumed"
source = "taut_clinical_rules"
note = "Convention."

[[activity]]
gluteus_maximus = 40.0
hamstrings = 20.0
source = "smith_2020"
note = "Ten people."

[text.en]
name = "Bridge"
purpose = "makes your hips strong."
steps = ["Lie on your back.", "Lift your hips."]
feel = "Work in the buttocks."

[text.en.care]
bleeds = "Use a soft mat."
"#,
    ),
    (
        "exercises/stretch.toml",
        r#"id = "stretch"
review = "R0"
kind = "hamstring_lengthening"
posture = "stretch"
classes = ["hamstring_lengthening", "supine"]
floor = true
serves = ["short_hamstrings"]
prompted_by = ["knee_deficit"]
only_if_prompted = true
on_hold = "no"
cautions = ["leg"]
evidence = "No trial found."
sources = ["taut_clinical_rules"]

[situations]
pregnancy = "no"
bleeds = "yes"

[dose]
sets = [1, 1]
reps = [1, 3]
hold_seconds = [15, 30]
rep_seconds = 0
rest_seconds = 10
days_per_week = [3, 5]
each_side = true
progress = ["hold", "reps", "range"]
obtained = "computed"
source = "smith_2020"
note = "From the total."

[text.en]
name = "Stretch"
purpose = "makes the backs of your thighs longer."
steps = ["Lie on your back.", "Raise one leg."]
feel = "A mild pull."
"#,
    ),
    (
        "exercises/slider.toml",
        r#"id = "slider"
review = "R0"
kind = "neural"
posture = "slider"
classes = ["neural"]
therapist_only = true
floor = false
easier = "walk"
easier_kind = "trunk_and_habits"
serves = []
on_hold = "no"
cautions = ["leg"]
evidence = "No trial found."
sources = ["taut_clinical_rules"]

[situations]
pregnancy = "no"
bleeds = "no"

[dose]
sets = [1, 1]
reps = [5, 10]
rep_seconds = 4
rest_seconds = 0
days_per_week = [3, 7]
each_side = true
progress = []
obtained = "assumed"
source = "taut_clinical_rules"
note = "Convention."

[text.en]
name = "Slider"
purpose = "moves the nerve."
steps = ["Sit tall."]
feel = "No pain."
"#,
    ),
    (
        "exercises/walk.toml",
        r#"id = "walk"
review = "R0"
kind = "trunk_and_habits"
posture = "walk"
classes = ["walking"]
floor = false
serves = []
on_hold = "always"
cautions = []
evidence = "No trial found."
sources = ["taut_clinical_rules"]

[situations]
pregnancy = "yes"
bleeds = "yes"

[dose]
sets = [1, 1]
minutes = [10, 30]
rest_seconds = 0
days_per_week = [3, 7]
each_side = false
progress = ["minutes", "next"]
obtained = "assumed"
source = "taut_clinical_rules"
note = "Convention."

[text.en]
name = "Walk"
purpose = "keeps you moving."
steps = ["Walk at your own pace."]
feel = "Warm, not out of breath."
"#,
    ),
    (
        "safety/items/s10_stretch.toml",
        r#"id = "s10_stretch"
review = "R0"
rule = "S10"
classes = ["hamstring_lengthening"]
from_rung = "hold_and_see_pt"
statement = "On hold nothing lengthens the hamstrings."
"#,
    ),
    (
        "safety/items/s8_bridge.toml",
        r#"id = "s8_bridge"
review = "R0"
rule = "S8"
classes = ["bridge"]
except = ["prone"]
below_rung = "see_doctor"
when = "leg_tingling"
unless = "weak_hip and not leg_tingling"
statement = "No bridge with a leg that tingles."
"#,
    ),
    (
        "decision/programme.toml",
        r#"id = "programme"
review = "R0"
size = [2, 3]
minutes_per_day = 20
days_per_week = 4
most_minutes_per_day = 60
usual_equipment = ["chair", "strap"]
first_level = 1
hold_nerve_strain = 0.03
unsettled = "leg_tingling"
stretch_minutes_per_week = 10.0
obtained = "assumed"
source = "taut_clinical_rules"
note = "Invented."

[points]
serves = 10
prompted = 5
dose_reported = 2
glute_over_hamstring = 2
entry = 1
minute = 1
equipment = 1

[[mix]]
rung = "stretch_and_strengthen"
kind = "hamstring_lengthening"
at_least = 1
at_most = 1

[[mix]]
rung = "stretch_and_strengthen"
kind = "hip_strength"
at_least = 1
at_most = 2

[[mix]]
rung = "hold_and_see_pt"
kind = "hip_strength"
at_least = 0
at_most = 2
"#,
    ),
    (
        "decision/check_in.toml",
        r#"id = "check_in"
review = "R0"
rescreen = ["saddle_numbness", "bleeding"]
leg = ["leg_symptoms", "leg_tingling"]
deficits = ["saddle_numbness"]
deficit_rung = "see_doctor_today"
easy_pain = 3
hold_pain = 5
linger_minutes = 30
easy_in_a_row = 2
second_step_back_days = 14
soreness_hours = 72
first_hours = [24, 48]
every_days = 7
frozen_days = 14
pain_worse = 2
back_worse_in_a_row = 2
leg_worse_in_a_row = 1
roland_morris_worse = 5
review_weeks = 6
better_share = 0.3
stretch_weeks = [3, 4]
range_gain_degrees = 5.0
load_step = [0.02, 0.1]
clearance_weeks = 12
reported_clearance_quiet_weeks = 6
keep_up_days = [2, 3]
obtained = "assumed"
sources = ["taut_clinical_rules"]
note = "Invented."

[step]
reps = 1
hold_seconds = 5
sets = 1
minutes = 5
most_load = 3

[[becomes]]
signal = "leg_new"
finding = "leg_symptoms"
state = "now"
"#,
    ),
    (
        "measures/back_pain.toml",
        r#"id = "back_pain"
review = "R0"
clinician = "NPRS"
form = "number"
unit = "points"
min = 0
max = 10
whole = true
side = false
higher_is_better = false
every_days = 7
recovered = 1
licence = "Free."
source = "smith_2020"

[important]
points = 2.0
share = 0.3
obtained = "reported"
source = "smith_2020"
note = "Printed."

[text.en]
name = "Back pain"
question = "How bad was it?"
lowest = "no pain"
highest = "the worst"
"#,
    ),
    (
        "measures/deficit.toml",
        r#"id = "deficit"
review = "R0"
clinician = "Knee extension"
form = "number"
unit = "degrees"
min = 0
max = 90
whole = false
side = true
higher_is_better = false
every_days = 14
finding = "knee_deficit"
licence = "Free."
source = "smith_2020"

[text.en]
name = "Knee angle"
question = "How far is the knee from straight?"
lowest = "straight"
highest = "bent"
"#,
    ),
    (
        "measures/list.toml",
        r#"id = "list"
review = "R0"
clinician = "A list"
form = "statements"
unit = "points"
min = 0
max = 3
whole = true
side = false
higher_is_better = false
every_days = 14
licence = "Free."
source = "smith_2020"

[text.en]
name = "Day to day"
question = "Tick what is true today."
lowest = "none"
highest = "all"
statements = ["I sit.", "I notwithstanding circumnavigate incontrovertibly.", "I lie."]
"#,
    ),
    (
        "measures/own.toml",
        r#"id = "own"
review = "R0"
clinician = "PSFS"
form = "own_activities"
unit = "points"
min = 0
max = 10
whole = true
side = false
higher_is_better = true
at_most = 2
every_days = 14
licence = "Free."
source = "smith_2020"

[text.en]
name = "Your own tasks"
question = "How well can you do them?"
lowest = "not at all"
highest = "as before"
"#,
    ),
    (
        "courses/usual.toml",
        r#"id = "usual"
review = "R0"
measure = "back_pain"
when = "not leg_tingling"
points = [[0, 5.0], [6, 3.0], [12, 2.5]]
n = 100
obtained = "computed"
source = "smith_2020"
note = "Shares of 100."

[text]
en = "People who saw a doctor."
"#,
    ),
];
