//! The interview from the front page to the answer, by plain forms.

use crate::steps::{filled, send, tight, walk};
use crate::support::{Client, local, start};

#[tokio::test]
async fn all_not_sure_gives_a_provisional_answer() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    let (answer, screens) = walk(&mut client, |_| "not_sure").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(screens > 5, "{screens}");
    assert!(answer.body.contains("This answer is provisional"), "{}", answer.body);
}

#[tokio::test]
async fn a_yes_on_the_emergency_list_ends_it_at_once() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    let choose = |name: &str| match name {
        "a.bladder_new" => "yes",
        "n.age" => "45",
        "a.sex" => "female",
        _ => "no",
    };
    let (answer, screens) = walk(&mut client, choose).await;
    assert!(answer.body.contains("Go to emergency care now."), "{}", answer.body);
    assert!(screens <= 4, "{screens} screens before the answer");
}

#[tokio::test]
async fn what_is_missing_is_named_and_nothing_is_lost() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    client.post("/interview/begin", &[]).await;
    let page = client.get("/interview").await;
    let fields = filled(&page, |name| if name == "n.age" { "200" } else { "female" });
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let refused = client.post("/interview", &pairs).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("class=\"errors\"") && refused.body.contains("#q-age"));
    assert!(refused.body.contains("value=\"200\""), "what was typed is shown again");
    // The same version again: nothing was kept, so it is no conflict.
    let again = client.post("/interview", &pairs).await;
    assert_eq!(again.status, 422);
    // An old version is one.
    let mut old = pairs.clone();
    for pair in &mut old {
        if pair.0 == "version" {
            pair.1 = "1";
        }
    }
    assert_eq!(client.post("/interview", &old).await.status, 409);
}

#[tokio::test]
async fn questions_begin_at_once_and_the_notice_is_one_step_back() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    client.post("/interview/begin", &[]).await;
    let first = client.get("/interview").await;
    assert!(first.body.contains("name=\"n.age\""), "{}", first.body);
    let mut fields = filled(&first, |_| "");
    fields.last_mut().unwrap().1 = "back".to_owned();
    assert_eq!(client.post_fields("/interview", &fields).await.status, 303);
    let notice = client.get("/interview").await;
    assert!(!notice.body.contains("fieldset class=\"question"), "{}", notice.body);
    assert!(notice.body.contains("value=\"next\""), "{}", notice.body);
}

/// The place of a page's button that answers No to the rest.
const REST_NO: &str = "value=\"rest_no\"";

#[tokio::test]
async fn lines_that_are_not_marked_are_answered_no_at_once_but_for_an_emergency() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    client.post("/interview/begin", &[]).await;
    let (mut pressed, mut emergency, mut chart) = (0, 0, 0);
    for _ in 0..40 {
        let page = client.get("/interview").await;
        if page.status == 303 {
            break;
        }
        let is_list = page.body.contains(REST_NO);
        if page.body.contains("a.bladder_new") {
            emergency += 1;
            assert!(!is_list, "an emergency is asked line by line");
            let mut fields = filled(&page, |_| "");
            fields.last_mut().unwrap().1 = "rest_no".to_owned();
            let sent = client.post_fields("/interview", &fields).await;
            assert_eq!(sent.status, 422, "a form of one's own does not get round that");
        }
        if !is_list {
            send(&mut client, "/interview", &page, tight).await;
            continue;
        }
        pressed += 1;
        let mut fields = filled(&page, |name| match name {
            "a.felt_tightness" => "both",
            // It is no question of yes or no.
            "a.pregnant_or_postpartum" => "no",
            _ => "",
        });
        fields.last_mut().unwrap().1 = "rest_no".to_owned();
        let has_chart = page.body.contains("name=\"place\"");
        if has_chart {
            chart += 1;
            fields.push(("place".to_owned(), "calf-left".to_owned()));
        }
        let sent = client.post_fields("/interview", &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        if has_chart {
            client.post("/interview/back", &[]).await;
            let again = client.get("/interview").await;
            for chosen in [
                "name=\"a.pain_calf\" value=\"left\" checked",
                "name=\"a.pain_groin\" value=\"no\" checked",
            ] {
                assert!(again.body.contains(chosen), "{chosen}: {}", again.body);
            }
            send(&mut client, "/interview", &again, tight).await;
        }
    }
    assert!(pressed > 2 && emergency == 1 && chart == 1, "{pressed}, {emergency}, {chart}");
}
