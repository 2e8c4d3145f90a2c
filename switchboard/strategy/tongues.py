"""What English, German and Indonesian look like: frequent small words, and ordinary prose for its letter groups.

Written for this project. A language that isn't here is used where the source names it, and never guessed.
"""

from typing import Final

SMALL_WORDS: Final = {
    "en": """the and is are was were be been have has had do does did not you your we our us my me i it its this that these
    those there here what which who when where why how can could would should will may might must please thanks thank
    hello hi dear regards with without from for of to in on at by about into over after before since until because
    if or but as an any some all no yes more than then so also just only very need want get got don't doesn't isn't
    can't won't didn't i'm i'd we'd it's still again now today tomorrow yesterday best kind sincerely
    everything nothing something always never out off down too new wrong missing urgent""",
    "de": """der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine keinen ist sind war waren
    bin bist sein haben habe hat hatte wird werden wurde würde kann können könnte könnten muss müssen soll sollte
    möchte möchten ich du er sie es wir ihr mich mir uns unser unsere ihre ihren ihrem ihnen mein meine meinen
    dass weil wenn ob als auch noch schon nur sehr mehr mit ohne von vom zu zum zur bei beim aus auf an am im in für
    über unter nach vor seit bis durch gegen um wie was wer wo wann warum welche welcher bitte danke hallo guten tag
    sehr geehrte damen herren freundliche freundlichen grüße grüßen gruß mfg viele heute gestern morgen immer wieder hier
    dort diese dieser dieses diesem leider gerne vielen dank fuer ueber moechte koennen gruesse alles nichts etwas man
    nie jetzt sofort dringend neu neue neuer falsch fehlt mal""",
    "id": """yang dan di ke dari untuk dengan tidak bukan belum sudah telah akan sedang adalah ada ini itu tersebut saya kami
    kita anda kalian mereka dia bapak ibu pak bu apa apakah bagaimana mengapa kenapa kapan siapa dimana mana berapa
    bisa dapat harus mau ingin mohon tolong silakan terima kasih halo selamat pagi siang sore malam hormat salam
    karena jika kalau bila tetapi tapi atau juga lagi masih hanya saja sangat lebih pada oleh dalam atas tentang
    seperti sampai sejak setelah sebelum hari kemarin besok sekarang agar supaya namun serta maka jadi nya tak gak
    nggak enggak ga yg utk dgn tdk sdh blm bagi tanpa antara semua setiap beberapa banyak baru salah kurang
    segera minta butuh tadi kok nih dong sih ya""",
}

PROSE: Final = {
    "en": """Please let me know whether the replacement can be delivered before the end of the month. We have been waiting for
    an answer since last week and nobody called us back. The machine stopped working this morning and makes a strange
    noise whenever it is switched on. I would like to order twenty units and would appreciate a quote including shipping.
    Could you explain how the warranty works? The amount charged on the bill is higher than what we agreed. I am very
    unhappy with the way this was handled. What are your opening hours? Thank you for your quick reply and your help
    with everything. Something went wrong while updating my account, and the system shows an error message.
    Broken again, the screen stays dark. Water in the basement, the pipe is dripping. Invoice number, payment, refund,
    complaint, cancellation, return. Password forgotten, login blocked. Door stuck, lights out, smells of smoke.
    Appointment on Thursday, technician needed, spare parts out of stock, price list, delivery note, order form,
    small pumps, a dead engine, bad smells.""",
    "de": """Bitte teilen Sie mir mit, ob der Ersatz noch vor Ende des Monats geliefert werden kann. Wir warten seit letzter
    Woche auf eine Antwort, und niemand hat uns zurückgerufen. Die Maschine ist heute Morgen stehen geblieben und macht
    beim Einschalten ein merkwürdiges Geräusch. Ich möchte zwanzig Stück bestellen und bitte um ein Angebot einschließlich
    Versandkosten. Könnten Sie erklären, wie die Gewährleistung geregelt ist? Der Betrag auf der Rechnung ist höher als
    vereinbart. Ich bin sehr unzufrieden damit, wie das abgelaufen ist. Welche Öffnungszeiten haben Sie? Vielen Dank für
    Ihre schnelle Rückmeldung und Ihre Unterstützung. Die Anlage läuft nicht mehr und zeigt eine Fehlermeldung an.
    Schon wieder kaputt, der Bildschirm bleibt dunkel. Wasser steht im Keller, das Rohr tropft. Rechnungsnummer, Zahlung,
    Erstattung, Beschwerde, Reklamation, Kündigung, Rücksendung. Kennwort vergessen, Anmeldung gesperrt. Tür klemmt, Licht
    geht aus, es stinkt nach Rauch. Termin am Donnerstag, Techniker gesucht, Ersatzteile nicht lieferbar, Preisliste,
    Lieferschein, Bestellung, Auftrag, Störung, Pumpen, Stillstand.""",
    "id": """Mohon beri tahu kami apakah barang pengganti dapat dikirim sebelum akhir bulan. Kami sudah menunggu jawaban sejak
    minggu lalu dan belum ada yang menghubungi kami kembali. Mesinnya berhenti bekerja tadi pagi dan mengeluarkan bunyi
    aneh setiap kali dinyalakan. Saya ingin memesan dua puluh unit dan meminta penawaran harga termasuk ongkos kirim.
    Bagaimana cara kerja garansinya? Jumlah yang ditagih lebih tinggi daripada yang telah disepakati. Saya sangat kecewa
    dengan pelayanan yang diberikan. Jam berapa kantor dibuka? Terima kasih atas bantuan dan tanggapan yang cepat.
    Pembayaran kami belum diterima, padahal sudah ditransfer. Tolong periksa kembali pesanan dan faktur tersebut.
    Rusak lagi, layarnya gelap. Air masuk ke ruang bawah, pipanya menetes. Nomor faktur, pembayaran, pengembalian dana,
    keluhan, pembatalan, retur. Lupa kata sandi, akun diblokir. Pintu macet, lampu padam, tercium bau asap. Jadwal hari
    Kamis, butuh teknisi, suku cadang kosong, daftar harga, surat jalan, kode kesalahan, kebocoran,
    gangguan, pompa kecil.""",
}
