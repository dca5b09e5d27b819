"""Three invented talks to edit in tests: an interview in Korean, one in English, a group that repeats itself."""

KOREAN = """\
면담자: 안녕하세요, 시간 내 주셔서 고맙습니다. 녹음을 시작해도 괜찮을까요?

P21: 네, 그럼요. 목소리가 작으면 말씀하세요, 제가 감기 기운이 있어서요.

면담자: 수리 학교에는 어떻게 오시게 되었나요?

P21: 작년 봄에 보일러가 얼어서 기사님을 불렀는데 사흘을 기다렸어요. 그때 옆집 언니가 도서관 게시판에서 모집 공고를 봤다고 하더라고요. 처음에는 구경만 하려고 했는데, 첫날 드라이버를 잡아 보고 나서 마음이 바뀌었어요.

면담자: 첫 수업은 어땠습니까?

P21: 무서웠죠. 전기라고 하면 감전부터 생각나잖아요. 그런데 강사님이 차단기 내리는 법부터 천천히 가르쳐 주셔서, 두 번째 시간에는 제가 콘센트를 혼자 갈았어요.

면담자: 가족들은 뭐라고 하던가요?

P21: 남편은 믿지를 않았고요, 막내는 엄마가 해적 같다고 했어요. 공구 벨트를 차고 있었거든요.

면담자: 수료하신 다음에는요?

P21: 여섯 명이 남아서 모임을 만들었어요. 이름은 '고침이들'이고, 매주 수요일에 경로당을 돕니다. 문고리하고 수도꼭지가 제일 많아요. 돈은 안 받는데 감자를 너무 많이 받아서 그게 문제예요.

면담자: 구청하고는 어떻게 지내세요?

P21: 솔직히 말하면 담당자가 세 번 바뀌었어요. 바뀔 때마다 처음부터 설명해야 하고, 서류 양식도 달라지고요. 그래도 중간지원조직의 한 선생님이 계속 계셔서 그분이 다리가 되어 주셨어요.

면담자: 그 선생님이 구체적으로 무엇을 도와주셨나요?

P21: 공간을 알아봐 주셨어요. 주민센터 지하에 빈 창고가 있었는데 아무도 쓰는 줄 몰랐던 거예요. 열쇠를 받아 오신 날 다 같이 박수를 쳤습니다.

면담자: 동네가 달라졌다고 느끼신 적이 있으세요?

P21: 네, 골목에서 인사하는 사람이 늘었어요. 예전에는 고장 나면 숨기던 집이 이제는 문을 열어 주세요. 어르신 한 분은 전구를 일부러 빼 놓고 부르신 적도 있어요, 말동무가 필요하셨던 거죠.

면담자: 아쉬운 점은 없으셨어요?

P21: 예산이 십이월에 끊기니까 겨울에 모일 데가 없었어요. 겨울이 제일 고장이 많은데 말이에요. 평가도 몇 명이 수료했는지만 물어보고, 몇 집을 고쳤는지는 안 물어봐요.

면담자: 다음에 바라는 것이 있다면요?

P21: 일 년짜리 말고 삼 년짜리 약속이요. 그리고 공구를 빌려주는 가게가 하나 있으면 좋겠어요.

면담자: 혹시 더 하고 싶은 말씀이 있으세요?

P21: 저처럼 겁 많은 사람도 할 수 있다고 꼭 적어 주세요. 아, 그리고 감자는 정말 그만 주셔도 된다고요.

면담자: (웃음) 그대로 적겠습니다. 오늘 긴 시간 고맙습니다.
"""

ENGLISH = """\
Interviewer: Thanks for coming in on a wet day. Shall I close the window?

Marta [00:00:12]: Leave it, I like the rain. It reminds me of the allotments, everybody runs to the shed and then you get the real talk.

Interviewer: How did the allotment group begin?

Marta [00:00:31]: With a fence, to be honest. The council put up a fence around the old yard and eleven of us turned up on the same morning to complain. Nobody knew anybody. By noon we had a list of names and a thermos between us.

Interviewer: What did you have to learn first?

Marta [00:01:10]: Meetings. I had never chaired anything in my life, and suddenly I had a gavel, well, a wooden spoon. A woman from the resource centre sat beside me for three evenings and whispered what to say next.

Interviewer: And after those three evenings?

Marta [00:01:44]: She moved her chair back a little each time. On the fourth evening she did not come at all, and I only noticed when we were done.

Interviewer: Who else helped?

Marta [00:02:05]: The school lent us its tools, the church lent us its hall, and the bus company of all people gave us two tonnes of leaf mould. I wrote forty letters. Three were answered, and those three were enough.

Interviewer: What has changed on the street?

Marta [00:02:40]: People know which door to knock on. When the lift broke in number nine we had a rota for shopping within an hour, and nobody from outside organised that. Before, we would have waited for somebody to come.

Interviewer: Was there anything that did not work?

Marta [00:03:15]: The money stopped in March, exactly when you plant. We had the beds dug and no seeds. I still think whoever wrote that budget has never grown a bean.

Interviewer: How did you get through the spring?

Marta [00:03:38]: We sold cake. Mr Okafor made eighty jars of chutney out of last year's tomatoes, and the jars paid for the seeds. I would not call it a strategy.

Interviewer: What would you tell the people who fund such groups?

Marta [00:04:02]: Count different things. They ask how many attended, and I can tell them, but attendance is what you have when nothing is happening yet. Ask who can do something now that they could not do before.

Interviewer: Is there a next step?

Marta [00:04:30]: The yard behind the library. There is a fence around it already, so we know how to start.

Interviewer: Anything you want to add?

Marta [00:04:41]: Only that I kept the spoon.
"""

GROUP = """\
진행: 오늘은 세 분이 함께해 주셨습니다. 편하게 말씀해 주세요.

가람: 네네.

나리: 네, 안녕하세요.

진행: 먼저 모임이 생긴 이야기부터 들을까요?

가람: 제가 먼저 할게요. 아파트 게시판에 종이를 붙였는데 이틀 만에 열두 명이 이름을 적었어요.

다온: 네네.

가람: 저는 세 명쯤 올 줄 알았거든요.

진행: 그렇군요.

나리: 저는 그 종이를 못 보고 엘리베이터에서 들었어요. 십이 층 할머니가 같이 가자고 하셔서요.

다온: 저도요.

진행: 처음에 무엇을 하셨나요?

나리: 분리수거장을 치웠어요. 아무도 시키지 않았는데 토요일마다 나왔습니다.

가람: 네네, 맞아요.

다온: 그러다 보니까 옷을 바꿔 입는 장터가 생겼고요, 아이들 자전거도 거기서 돌아요.

진행: 그렇군요.

가람: 관리사무소는 처음에 싫어했어요. 시끄럽다고 민원이 들어온다고요.

나리: 네네.

다온: 그런데 소장님이 자전거를 하나 얻어 가신 다음부터는 아무 말씀이 없으세요.

가람: 네네, 맞아요.

진행: 힘든 일은 없었나요?

나리: 있었죠. 열쇠를 누가 맡느냐로 한 달을 싸웠어요.

다온: 결국 열쇠를 없앴어요. 번호로 여는 자물쇠를 달았습니다.

진행: 그렇군요.

가람: 그 번호가 모임을 시작한 날짜예요.

나리: 네네.

진행: 앞으로 어떤 계획이 있으세요?

다온: 옆 단지하고 같이 하려고요. 거기는 공간이 넓고 우리는 사람이 많으니까요.

가람: 구청에 작은 돈을 신청했는데 결과는 다음 달에 나와요.

나리: 떨어져도 하기로 했어요.

진행: 말씀 고맙습니다. 여기까지 하겠습니다.

가람: 고맙습니다.

나리: 고맙습니다.
"""
