"""Common words by language, without accents as people type on phones; what is also an English word is left out.

The words of a grammar, and a few of a visit to a pharmacy, tell a language in five words, where runs of letters need
a line. Romanised Urdu, Punjabi and Gujarati stand under the languages they are: identifiers know them in their own
scripts only.
"""

from collections.abc import Mapping

from pipeline.clean.lists import words

# Said in English texts too: words, prescribers' Latin (po, od, om, mane), products, the shorthand of phones.
_ALSO_ENGLISH = words(
    """
    a i o u y e as at am an in is it on no so to do me we he us or os oh eh ah ho are for was man men die war bus main
    the all also or is bar par pad most let sad ten sum per via pro con com net org de la le du el van von da di po od
    om bd mane prn pc ac sos mr ms dr para dos don des den sue pan ate sale sales come once real todo lo si mas ca na
    nu ne ni nam nas nos se sa su ma mi mo mon pm nil non none not than son sons sin fin fond gate mare bad her has hat
    had mod mal tut tot tar tan min plus tout pour car sur fur art ist dem bei im es hal mid ay ka ku uu la ko ki ka
    hum ap te ton vi hi ok yr ar ei eu dim sic pen hen ran gan fan fod mae may bod
    """
)

_TOLD = {
    "cy": """
        mae mae'r mae'n yn yw ydy ydyw dydy dyw ddim dim nid nad ond hefyd wedi gan gyda bod fod fy eich ein oes rwy
        rwy'n dw rydw rydyn rydym roedd bydd byddai byddwn hoffwn hoffem hoffai gallaf gallu allu rhaid iawn gwell
        gormod mwy llawer pam pan sut ble rhwng drwy trwy dros efo diolch gwaith pob bob popeth bopeth hynny hwn hon
        nhw felly neu weithiau angen digon gweithio nes oherwydd yna wrth heb hyn a'r i'r o'r i'w ni'n does rhy mor chi
        fferyllfa fferyllydd meddyg meddygfa presgripsiwn moddion claf cleifion ysbyty cyfrinair ffurflen papur amser
        cymraeg gwasanaeth fferyllol araf
        """,
    "pl": """
        jest nie sie na ze za dla jak ale bo tylko jeszcze juz mam moja moje moim moj mojej czy gdy kiedy przez przed
        po od jestem sa byl byla bylo bardzo trzeba moze zawsze wszystko mozna gdzie ktory ktora ktore tak lub albo
        oraz nam nas nasz nasza ma duzo zbyt brak brakuje prosze jesli zeby ich tego tym tej jej jego nic wiecej czasem
        kilka nad apteka apteki aptece aptek lek leki lekow lekarz lekarza recepta recepte recepty haslo hasla hasel
        pacjent pacjenta pacjenci dziala dziekuje czekac chce chcialbym chcialabym potrzebujemy dlugo zapamietania
        rozumiem mozemy czas
        """,
    "ro": """
        este sunt nu si sa pe cu din pentru mai foarte care mult multe multi trebuie pana fara daca cand dar sau meu
        mea mele mei nostru noastra fost avem nimic totul aceasta acest despre dupa prea ca ne mi imi fie nici doar
        decat vrea dori poate cineva ar as intre catre fiecare cel cea farmacie farmacia medic medicul medicament
        medicamente medicamentele reteta retete parola parole pacient pacientii merge functioneaza multumesc timp vreau
        telefon telefonul astept prost bine minte
        """,
    "pt": """
        um uma nao que mas mais muito muita muitas muitos meu minha meus minhas seu sua esta estao sao foi tem temos
        tenho tinha porque quando depois antes sempre ate ja ou ser pelo pela pelos isso este isto sem todas todos tudo
        quase ao aos das dos na nas em com do da os demasiadas demasiado alguem queria gostava gostaria ha nem farmacia
        medico medicamento medicamentos receita receitas senha senhas utente utentes doente doentes funciona deixou
        preciso precisa precisamos pode posso podem consigo fazer falta faltam quero agora tambem bem obrigado obrigada
        telemovel tempo
        """,
    "es": """
        el los las una unos del en y que por para con se muy mas pero cuando porque su sus mi mis tengo tiene tienen
        hay ser fue al ya nos todo todas todos siempre nunca donde despues antes desde hasta esta estan son demasiadas
        demasiado mucho muchas muchos nada me lo les cada sin farmacia medico medicamento medicamentos receta recetas
        contrasena contrasenas paciente pacientes funciona necesito necesitamos puede puedo pueden quiero hacer falta
        faltan ahora tambien bien gracias movil telefono tiempo
        """,
    "fr": """
        le la les une des du et est sont dans pour avec sur pas ne que qui ce cette ces mon mes notre votre vous nous
        je il elle ils mais ou tres trop tous quand sans aux au c'est j'ai n'est qu'il n'ai d'une leur rien j'aimerais
        toujours beaucoup ont etre fait pharmacie pharmacien medecin medicament medicaments ordonnance ordonnances
        marche fonctionne voudrais peut peux faut faire manque merci temps encore aussi jamais
        """,
    "it": """
        il gli di del della dei delle che non con sono mia mio piu molto anche quando come troppo troppe troppi ogni
        tutto tutti tutte sempre dal dalla nel nella sul sulla alla ho abbiamo perche una uno ed cosi questo questa
        nostro stata stato vorrei senza farmacia medico farmaco farmaci ricetta ricette paziente pazienti funziona
        bisogno posso puo fare manca mancano grazie tempo ancora mai dopo
        """,
    "de": """
        der das und ist sind nicht ein eine einen einem einer mit fur auf von zu den dem im wir ich sie haben wird
        werden auch aber oder wenn kein keine mehr sehr zum zur bei nach uns mein meine unser unsere muss dass wie
        viele apotheke arzt rezept rezepte medikament medikamente passwort passworter patienten funktioniert brauche
        brauchen kann konnen danke zeit immer noch nie lange
        """,
    "tr": """
        bir ve cok icin bu ile gibi daha yok degil ama olarak olan olsun istiyorum benim bizim kadar ne hem hic surekli
        her zaman lutfen bilmiyorum gerekiyor hep niye neden eczane doktor ilac ilaclar recete sifre hasta hastalar
        calismiyor lazim tesekkurler hala telefonum bekliyorum istiyoruz
        """,
    "so": """
        waa iyo waxaan waxay waxa waxuu wuxuu oo ka ku uu ay ayuu aad loo inaan markii marka laakiin badan waxaad noo
        kuma mana sababtoo fadlan ayaa isku hadda karo karin
        """,
    "lt": """
        ir yra kad nes bet labai mano musu visada reikia kai kuris kurie kuriuos uz nuo apie arba dar jau buvo bus prie
        tik per neturiu negaliu nera daug mes ar kiekviena vaistine vaistai vaistu vaistus gydytojas receptas
        slaptazodis neveikia noriu reikalinga aciu laiko ilgai telefone labiau
        """,
    "ur": """
        hai hain nahi nahin ka ke se mein mujhe aur bohat bahut bohot karna karte karti karta kya kyun jab tak liye
        wala wali yeh ye woh wo meri mera mere hamara hamare hamari hamein aap kaam bhi jata jati jate jaye gaya gayi
        raha rahi rahe tha thi kuch koi chahiye chahie sakta sakti sakte zyada baat dawai dawa shukriya intezar mareez
        milta milti milte karo karein dein dete deta abhi phir
        """,
    "pa": """
        hai vich nu layi lai mainu sanu tuhanu meri mera bahut nahi nahin karna jado sade saade kol hunda hundi janda
        jandi chahida chahidi aundi aunda chalda chaldi kujh sakda sakdi karda kardi ghat da di te dawai dava shukriya
        uddeek mareez milda mildi hauli saara
        """,
    "gu": """
        che chhe nathi ane maru mari mara amne tamne amara amaru joie joiye bahu bahuj thai thay jay kem kyare tyare
        hatu hati hato karvu karva pade mate saru tame hu nu ni dava davao taiyar avdatu avadtu dhimu dhime aabhar
        malti malto malvu chalu bandh thodu
        """,
}

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {code: words(told) - _ALSO_ENGLISH for code, told in _TOLD.items()}
