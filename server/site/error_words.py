"""The words of pages that the server shows by itself because something did not work, in both languages of the app."""

START = {"en": "Go to the start page", "de": "Zur Startseite"}
NUMBER = {"en": "Request number:", "de": "Nummer der Anfrage:"}

# language → status → (title, text)
WORDS = {
    "en": {
        404: ("Page not found", "The address may be mistyped, or what was here has been removed."),
        405: ("This is not possible here", "This address does not take what was sent to it."),
        503: ("The server is not ready right now", "It is up, but something it stands on is away. Load the page again in a moment."),
    },
    "de": {
        404: ("Seite nicht gefunden", "Vielleicht ist die Adresse vertippt, oder was hier war, wurde entfernt."),
        405: ("Das geht hier nicht", "Diese Adresse nimmt nicht an, was an sie gesendet wurde."),
        503: (
            "Der Server ist gerade nicht bereit",
            "Er läuft, aber etwas, das er braucht, fehlt gerade. Laden Sie die Seite gleich noch einmal.",
        ),
    },
}
OTHER = {
    "en": ("This did not work", "Go back and try again. If it happens again, send the request number to your administrator."),
    "de": (
        "Das hat nicht funktioniert",
        "Gehen Sie zurück und versuchen Sie es noch einmal. Geschieht es wieder, senden Sie die Nummer der Anfrage an Ihre Administration.",
    ),
}
