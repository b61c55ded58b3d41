//! The interview from the front page to the answer, by plain forms.

use crate::support::{Client, Got, local, start};

/// Name and value of every input of a page that would be sent: hidden ones, and of each question the choice that `choose` wants.
pub fn filled(page: &Got, choose: impl Fn(&str) -> &'static str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in page.body.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let attribute = |name: &str| {
            let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            Some(tag[start..].split('"').next().unwrap().to_owned())
        };
        let (Some(name), kind) = (attribute("name"), attribute("type")) else { continue };
        match kind.as_deref() {
            Some("hidden") if ["screen", "version", "chart"].contains(&name.as_str()) => {
                fields.push((name, attribute("value").unwrap()));
            }
            Some("radio") => {
                let value = attribute("value").unwrap();
                if value == choose(&name) && !fields.iter().any(|(n, _)| *n == name) {
                    fields.push((name, value));
                }
            }
            Some("number") if choose(&name) != "not_sure" => {
                fields.push((name.clone(), choose(&name).to_owned()));
            }
            _ => {}
        }
    }
    fields.push(("press".to_owned(), "next".to_owned()));
    fields
}

/// Walks from the front page to the answer; the answer, and how many screens there were.
pub async fn walk(
    client: &mut Client,
    choose: impl Fn(&str) -> &'static str + Copy,
) -> (Got, usize) {
    let begun = client.post("/interview/begin", &[]).await;
    assert_eq!((begun.status, begun.header("location")), (303, Some("/interview")));
    for screens in 0..60 {
        let page = client.get("/interview").await;
        if page.status == 303 {
            return (client.get("/answer").await, screens);
        }
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("Do not wait to see if it passes"), "no safety net");
        let fields = filled(&page, choose);
        let pairs: Vec<(&str, &str)> =
            fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let sent = client.post("/interview", &pairs).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
    }
    panic!("the interview does not end");
}

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
    let fields = filled(&first, |_| "no");
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    client.post("/interview", &pairs).await;
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
