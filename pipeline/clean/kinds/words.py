"""Words with a capital that are not a person's name, though they stand where one could."""

from pipeline.clean.lists import words

# Common words that open a sentence or stand in a title.
_COMMON = words(
    """
    a about above after again all also although always am an and another any anyone are as ask at away back be
    because been before being best better big both but by call can cannot could dear did do does doing done down
    each early easier easy either else enough even ever every everybody everyone everything excellent fair
    fantastic far fast faster few fine first five for four free friendly from full further get getting give
    given go going good great had happy hard has have having he hello help helpful hence her here hi high him
    his hopefully how however i if in indeed instead into is it its just keep kept kind know last late later
    least less let like little long look lot lots love lovely low made main make many maybe me more most mostly
    much must my near need needed needs never new next nice no nobody none nor not nothing now of off often ok
    okay old on once one only open or other others our out over own part pass people perhaps please plus poor
    put quick quite rather really right said same saw second see seen seems several shall she should short
    simple since slow so some someone something sometimes soon sorry still stop such sure take than thank thanks
    thankyou that the their them then there these they thing things think third this those though three through
    thus till time to today together told too try two under unfortunately until up upon us use used using
    usually very wait want was way we well went were what when where whether which while who whole why will wish
    with within without wonderful work works would x yes yet you your yours yourself name names unknown
    anonymous below nil na mr mrs ms miss dr monday tuesday wednesday thursday friday saturday sunday mon tue
    tues wed thu thurs fri sat sun january february march april june july august september october november
    december jan feb mar apr jun jul aug sept sep oct nov dec christmas easter spring summer autumn winter
    english welsh scottish irish british england wales scotland ireland london britain europe uk north south
    east west northern southern eastern western covid corona
    """
)

# Roles, and what they do.
ROLES = words(
    """
    accountant accuracy adviser advisor analyst area assistant assistants associate board carer cashier chair
    chairman chief clerk clinical clinician clinicians commissioner committee community consultant consultants
    contractor contractors coordinator councillor counter customer dentist deputy digital director dispenser
    dispensers dispensing doctor doctors driver employee executive general gp gps governance head healthcare
    independent informatics it lead leader locum locums manager managers matron medical medicines member members
    midwife national nurse nurses nursing officer operations optimisation owner owners paramedic partner patient
    patients pharmacist pharmacists physio physiotherapist practitioner prescriber president professional
    professionals programme project public receptionist receptionists regional relief representative secretary
    senior services sister specialist staff student students superintendent supervisor supplier support surgeon
    surgeons systems team teams technical technician technicians technology therapist trainee user users
    volunteer ward worker workers
    """
)

# Bodies, buildings and streets: a name beside one is the name of a place.
PLACES = words(
    """
    academy alliance association avenue bank board body branch building campus care castle ccg centre center
    chain charity chemist chemists church clinic clinics close college company cooperative council county court
    department district drive estate federation firm floor foundation garden gardens gate green group grove hall
    health healthcare hill holdings home hospital hospitals house hub infirmary institute integrated isle
    kingdom laboratory lane limited lodge lpc ltd market medical mews ministry network nhs office org park
    parade partnership partners pharma pharmacies pharmacy place plaza plc practice pub region rise road royal
    row school service services shop society square station store stores street suite supermarket surgery
    surgeries system terrace theatre town trust unit university uni village ward wards way wing workshop
    """
)

# Makers, systems, shops and bodies that the sector talks of, and the things it uses.
_NAMED = words(
    """
    aah access adobe alexa alliance alphega amazon android apple asda avicenna avienda babylon blue boots box
    careway cegedim charac chrome clarity cloud co-op coop dr-first docman echo edge egton elemental emis
    evergreen excel facebook firefox foster fourteen fujitsu google hero heydoctor hx invatech internet itc
    janssen link livi lloyds lloydspharmacy mawdsleys mcs microsoft morrisons mys nexphase nhsmail nhsx numark
    one-drive onedrive optum oracle outlook patients-know-best pharmacy pharmacy2u pharmaoutcomes pharmoutcomes
    pharmapod phoenix phlo pinnacle positive positivesolutions proscript push push-doctor refer rowa rowlands rx
    rxweb sainsburys samsung service-finder signal skype smart sonar spine spirit-health stericycle strategic
    summary superdrug synertec systmone teams tesco titan titanpmr tpp twitter unichem vision waitrose webstar
    well whatsapp windows wifi word xero yahoo youtube zapper zebra zoom zoo answer answers app apps appointment
    appointments assistance attached barcode broadband card cards change changes chat comment comments computer
    computers confidential connect connectivity consultation consultations contact cost costs data delivery
    discharge document documents e-mail electronic email emergency enclosed error errors everybody excluded
    excuse exempt feedback fax finally flu form forms funding future idea ideas information integration issue
    issues item items labels letter line lines list lists local login logins machine mail medication medicine
    medicines message messages mobile money note notes number numbers online order orders paper password
    passwords payment phone point points portal post prescription prescriptions price print printer printers
    private problem problems process profile question questions record records referral referrals reference
    regards repeat repeats reply report reports request response responses review safety scan scanner scanning
    scheme schemes script scripts secure security sent serial server single site software speed standard
    standards stock survey tablet telephone test tests text token tokens tool tools tracker tracking training
    translation update updates vaccination vaccinations vaccine version video virtual web website screen
    screening shared sharing signed sincerely faithfully truly
    """
)

# Diseases, signs and rules that carry somebody's name.
EPONYMS = words(
    """
    addison alzheimer alzheimers asperger bell caldicott coeliac cohen crohn crohns cushing down duchenne foley
    graves hickman hodgkin huntington kaposi macmillan marie-curie meniere parkinson parkinsons raynaud reye
    sjogren stokes tourette valsalva wernicke zimmer
    """
)

NOT_NAMES = _COMMON | ROLES | PLACES | _NAMED | EPONYMS

# Names that are words as well: alone they are hidden again only where the whole name stands.
ALSO_WORDS = words(
    """
    amber art autumn baker bell bill bishop black bond brook brown butler carol chance christian cook crystal
    daisy dale dawn day dean drew faith field fisher flower forest fox frank french gene gold grace grant gray
    green grey hall hand hazel heather hill holly hope hunter iris ivy jack jade jasmine joy king knight lane
    lee lily lord love mark marsh mason may mercy miles mills moon moss nick olive park parker pat patience
    pearl penny pepper poppy price rich robin rob rock rose ruby ruth sage sandy sharp shepherd skip skye smart
    spencer star stone storm sue summer sunny taylor temple trinity turner victor violet walker ward waters webb
    welcome west white wise wood woods young angel basil bay berry birch booth chase clay cliff constant cooper cross
    dot drew duke earl earnest eve fern gale glen guy hardy harmony heath honor jasper jean jewel june kit lance
    laurel link low little long major march marina matt max merry miller mo noble norm page paige parish pierce porter
    power prince reed rod roman rush sandy savage senior short sterling swan swift trace van verity wade warren way
    wells win winter worth yard will may april grant mark bill sue art august
    """
)

# So common as words that not even the trained recogniser may take them for a name.
NEVER_NAMES = (
    words(
        """
        mr mrs ms miss dr i i'm i’m it its it's the and but not no yes you we they he she him her his hers me my our
        your their them us of or in on at to for by with from as is was are were be been am a an this that these
        those there here what who when where why how which nhs gp gps eps pmr scr pharmacy surgery pharmacist
        hospital monday tuesday wednesday thursday friday saturday sunday january february march july september
        october november december nothing everything noone nil mc mac thank thanks thankyou please sorry everyone
        everybody someone somebody nobody anyone people staff nurse doctor hello hi dear ok okay also very all more
        less need needs can could would should do does did don't can't won't didn't doesn't isn't wasn't couldn't
        wouldn't regards
        """
    )
    | ROLES
)
