//! The interview from the front page to the answer, by plain forms.

use crate::steps::{filled, send, walk};
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
    let first = client.get("/interview").await;
    send(&mut client, "/interview", &first, |_| "no").await;
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
